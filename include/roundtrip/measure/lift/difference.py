"""The difference of two means with its standard error: Welch's, adjusted by CUPED where there is a pre-period.

CUPED: Deng, Xu, Kohavi, Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing
Pre-Experiment Data", WSDM 2013. θ is pooled within the arms, so that the adjusted difference is the treatment
coefficient of the regression of y on arm and x.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtr, stdtrit

from roundtrip.measure.lift.arm import Arm


@dataclass(frozen=True)
class Difference:
    """Treated minus control, per person."""

    diff: float
    standard_error: float
    """Welch's: each arm by its own variance. Where one arm does not vary at all, the pooled one."""
    degrees_of_freedom: float
    pooled_error: float
    """As if the arms did not differ: a small arm that happens to hold few events does not look sure of itself."""
    is_adjusted: bool

    @property
    def cautious_error(self) -> float:
        return max(self.standard_error, self.pooled_error)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        margin = float(stdtrit(self.degrees_of_freedom, 0.5 + confidence / 2)) * self.standard_error
        return self.diff - margin, self.diff + margin

    @property
    def p(self) -> float:
        """Two-sided."""
        return float(2 * stdtr(self.degrees_of_freedom, -abs(self.diff) / self.standard_error))


def difference(treated: Arm, control: Arm) -> Difference | None:
    """None where an arm has fewer than two people or nobody differs from anybody: the error could not be told."""
    n, m = treated.n, control.n
    if min(n, m) < 2 or (treated + control).spread_y == 0:  # noqa: PLR2004
        return None
    theta = _theta(treated, control)
    diff = _mean(treated, theta) - _mean(control, theta)
    within = [_spread(arm, theta) for arm in (treated, control)]
    between = diff**2 * n * m / (n + m)
    pooled = sqrt((sum(within) + between) / (n + m - 1) * (1 / n + 1 / m))
    if not all(within):
        return Difference(diff, pooled, n + m - 2, pooled, is_adjusted=theta != 0)
    a, b = within[0] / (n - 1) / n, within[1] / (m - 1) / m
    freedom = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
    return Difference(diff, sqrt(a + b), freedom, pooled, is_adjusted=theta != 0)


def _theta(treated: Arm, control: Arm) -> float:
    """How much of y the pre-period explains, per unit of x; 0 without a pre-period."""
    spread = treated.spread_x + control.spread_x
    return float((treated.spread_xy + control.spread_xy) / spread) if spread > 0 else 0.0


def _mean(arm: Arm, theta: float) -> float:
    return (arm.mean_y or 0.0) - theta * (arm.mean_x or 0.0)


def _spread(arm: Arm, theta: float) -> float:
    """Σ of squares about the mean, of what θx leaves of y; 0 where the arm's outcomes do not vary."""
    if arm.spread_y == 0:
        return 0.0
    left = float(arm.spread_y) + theta**2 * float(arm.spread_x) - 2 * theta * float(arm.spread_xy)
    return max(left, 0.0)
