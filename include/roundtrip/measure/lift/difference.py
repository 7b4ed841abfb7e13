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
    degrees_of_freedom: float
    is_adjusted: bool

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        margin = float(stdtrit(self.degrees_of_freedom, 0.5 + confidence / 2)) * self.standard_error
        return self.diff - margin, self.diff + margin

    @property
    def p(self) -> float:
        """Two-sided."""
        return float(2 * stdtr(self.degrees_of_freedom, -abs(self.diff) / self.standard_error))


def difference(treated: Arm, control: Arm) -> Difference | None:
    """None where either arm has fewer than two people or no variation: its error could not be told."""
    theta = _theta(treated, control)
    variances = [_variance_of_mean(arm, theta) for arm in (treated, control)]
    if not all(variances) or any(arm.spread_y == 0 for arm in (treated, control)):
        return None
    (a, b), (n, m) = variances, (treated.n, control.n)
    return Difference(
        diff=_mean(treated, theta) - _mean(control, theta),
        standard_error=sqrt(a + b),
        degrees_of_freedom=(a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1)),
        is_adjusted=theta != 0,
    )


def _theta(treated: Arm, control: Arm) -> float:
    """How much of y the pre-period explains, per unit of x; 0 without a pre-period."""
    spread = treated.spread_x + control.spread_x
    return float((treated.spread_xy + control.spread_xy) / spread) if spread > 0 else 0.0


def _mean(arm: Arm, theta: float) -> float:
    return (arm.mean_y or 0.0) - theta * (arm.mean_x or 0.0)


def _variance_of_mean(arm: Arm, theta: float) -> float:
    if arm.n < 2:  # noqa: PLR2004
        return 0.0
    spread = float(arm.spread_y) + theta**2 * float(arm.spread_x) - 2 * theta * float(arm.spread_xy)
    return max(spread, 0.0) / (arm.n - 1) / arm.n
