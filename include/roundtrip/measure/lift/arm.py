"""One arm of a comparison, as sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Sum = int | float | Decimal | Fraction


@dataclass(frozen=True)
class Arm:
    """Sufficient statistics of n people: outcome y, and x, the same measure before their first decision."""

    n: int
    sum_y: Sum
    sum_y2: Sum
    sum_x: Sum = 0
    sum_x2: Sum = 0
    sum_xy: Sum = 0
    expected_share: float | None = None
    """Which share of the people the draw was to put here; None leaves the sample ratio unchecked."""

    def __add__(self, other: Arm) -> Arm:
        """Both arms as one."""
        return Arm(
            self.n + other.n,
            Fraction(self.sum_y) + Fraction(other.sum_y),
            Fraction(self.sum_y2) + Fraction(other.sum_y2),
            Fraction(self.sum_x) + Fraction(other.sum_x),
            Fraction(self.sum_x2) + Fraction(other.sum_x2),
            Fraction(self.sum_xy) + Fraction(other.sum_xy),
        )

    @property
    def mean_y(self) -> float | None:
        return _mean(self.sum_y, self.n)

    @property
    def mean_x(self) -> float | None:
        return _mean(self.sum_x, self.n)

    @property
    def spread_y(self) -> Fraction:
        """Σ(y − ȳ)²; 0 without people."""
        return _spread(self.n, self.sum_y, self.sum_y, self.sum_y2)

    @property
    def spread_x(self) -> Fraction:
        return _spread(self.n, self.sum_x, self.sum_x, self.sum_x2)

    @property
    def spread_xy(self) -> Fraction:
        return _spread(self.n, self.sum_x, self.sum_y, self.sum_xy)

    @property
    def events(self) -> float:
        """How many events carry the mean: (Σy)² / Σy² (Kish). For 0/1 outcomes the rarer of the two answers."""
        if not self.sum_y2:
            return 0.0
        effective = float(Fraction(self.sum_y) ** 2 / Fraction(self.sum_y2))
        return min(effective, self.n - effective) if self.sum_y == self.sum_y2 else effective


def _mean(total: Sum, n: int) -> float | None:
    return float(Fraction(total) / n) if n else None


def _spread(n: int, sum_a: Sum, sum_b: Sum, sum_ab: Sum) -> Fraction:
    """Σ(a − ā)(b − b̄), exactly: squares of cents summed over millions of people lose their digits as floats."""
    return Fraction(sum_ab) - Fraction(sum_a) * Fraction(sum_b) / n if n else Fraction(0)
