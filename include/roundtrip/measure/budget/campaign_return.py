"""What a campaign's money returned, and what a little more of it would: from its days of spend. Pure.

Average return is all the value its days brought by all they cost; its error is the delta method's for a ratio of means.
Marginal return is the slope of a day's value on the day's spend, by least squares beside a straight drift over time, so that
a launch that fades does not pass for return; its error allows for days that scatter differently (HC3), its interval is
Student's. Two things to know of both: on days that single large orders make, an interval
said to hold the truth 95 times in a hundred holds it 90 times; and where spend follows demand, as an auction's does, the slope
holds some of the demand and is too kind to every campaign alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FEWEST_DAYS = 14
"""Fewer are less than two weeks, and a slope of a handful of points."""
FEWEST_PAYERS = 30
"""With fewer people who paid anything, single large orders make the slope."""
LEAST_VARIATION = 0.1
"""Standard deviation of a day's spend from its drift, by its mean; with less there is nothing to see a slope by."""
MOST_PULL = 0.9
"""Leverage of one day on the slope; with more that day is the slope."""


class Reason(StrEnum):
    """Why no money is moved: days that cannot tell what more would return, or returns that may be the same."""

    TOO_FEW_DAYS = "too_few_days"
    TOO_FEW_PAYERS = "too_few_payers"
    SPEND_HARDLY_VARIES = "spend_hardly_varies"  # or on one day only
    NOT_TOLD_APART = "not_told_apart"


@dataclass(frozen=True)
class CampaignDays:
    """Days of one campaign whose horizon is over; spend and value in minor units, one element a day."""

    partner: str
    campaign: str
    day: Floats
    """A number that grows by one a day."""
    spend: Floats
    value: Floats
    payers: int

    @property
    def daily_spend(self) -> float:
        return float(self.spend.mean())

    def thin(self) -> Reason | None:
        if len(self.spend) < FEWEST_DAYS:
            return Reason.TOO_FEW_DAYS
        if self.payers < FEWEST_PAYERS:
            return Reason.TOO_FEW_PAYERS
        if self.beside_drift(self.spend).std() <= LEAST_VARIATION * self.daily_spend or self.pull().max() > MOST_PULL:
            return Reason.SPEND_HARDLY_VARIES
        return None

    def beside_drift(self, amount: Floats) -> Floats:
        """What is left of each day's amount without its straight line over time."""
        basis = self._drift()
        left: Floats = amount - basis @ (basis.T @ amount)
        return left

    def pull(self) -> Floats:
        """Leverage of each day on line and slope; of spend that never varies there is none to tell."""
        spend = self.beside_drift(self.spend)
        pull: Floats = (self._drift() ** 2).sum(axis=1) + spend**2 / float((spend**2).sum())
        return pull

    def _drift(self) -> Floats:
        """An orthonormal basis of the straight lines over time."""
        return np.linalg.qr(np.column_stack([np.ones_like(self.day), self.day - self.day.mean()]))[0]


@dataclass(frozen=True)
class Estimate:
    """Value a unit of money."""

    mid: float
    error: float
    freedom: int
    """Degrees of freedom of its interval."""

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        margin = float(stats.t.ppf((1 + confidence) / 2, self.freedom)) * self.error
        return self.mid - margin, self.mid + margin


def average_return(days: CampaignDays) -> Estimate | None:
    """None with fewer than two days, or nothing spent."""
    n, spent = len(days.spend), float(days.spend.sum())
    if n < 2 or spent <= 0:  # noqa: PLR2004
        return None
    ratio = float(days.value.sum()) / spent
    apart = days.value - ratio * days.spend
    return Estimate(ratio, float(np.sqrt(n / (n - 1) * (apart**2).sum())) / spent, n - 1)


def marginal_return(days: CampaignDays) -> Estimate:
    """Asks for days that are not thin: of spend that never varies there is no slope."""
    spend, value = days.beside_drift(days.spend), days.beside_drift(days.value)
    spread = float((spend**2).sum())
    slope = float((spend * value).sum()) / spread
    scatter = spend * (value - slope * spend) / (1 - days.pull())
    return Estimate(slope, float(np.sqrt((scatter**2).sum())) / spread, len(spend) - 3)
