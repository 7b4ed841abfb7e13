"""Shifts of daily budget between campaigns, as far as their returns can be told apart. Pure.

The campaign of the highest marginal return gets; those that are shown to return less give a tenth of what they spend a day.
Every pair is compared at a confidence of 95 % for all pairs together (Bonferroni), as the best of many looks better than it
is. The one that gets grows by no more than a fifth: what a slope says holds near to where it was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb, floor, sqrt

from roundtrip.measure.budget.campaign_return import CampaignDays, Estimate, Reason, average_return, marginal_return

CONFIDENCE = 0.95
GIVES_AT_MOST, GETS_AT_MOST = 0.10, 0.20
"""Shares of a campaign's mean daily spend."""


class Advice(StrEnum):
    MORE = "more"
    LESS = "less"
    KEEP = "keep"
    TOO_THIN = "too_thin"


@dataclass(frozen=True)
class Proposal:
    """For one campaign. Shift and gain are minor units a day; returns are value a unit of money within the horizon."""

    of: CampaignDays
    average: Estimate | None
    marginal: Estimate | None
    """None where the evidence is too thin."""
    advice: Advice
    reason: Reason | None
    shift: int = 0
    gain: Estimate | None = None
    """Of the whole shift, with the campaign that gets it."""


def propose(campaigns: Sequence[CampaignDays]) -> list[Proposal]:
    """One for each, in their order. What is given and what is got are equal to the unit."""
    slopes = [None if days.thin() else marginal_return(days) for days in campaigns]
    told = [at for at, slope in enumerate(slopes) if slope is not None]
    best = max(told, key=lambda at: _mid(slopes[at]), default=None)
    shifts = {} if best is None else _shifts(campaigns, slopes, told, best)
    gains = {best: _gain(slopes, shifts)} if shifts else {}
    return [
        _proposal(days, slope, shifts.get(at, 0), gains.get(at))
        for at, (days, slope) in enumerate(zip(campaigns, slopes, strict=True))
    ]


def _proposal(days: CampaignDays, slope: Estimate | None, shift: int, gain: Estimate | None) -> Proposal:
    advice, reason = _advice(days, shift)
    return Proposal(days, average_return(days), slope, advice, reason, shift, gain)


def _shifts(
    campaigns: Sequence[CampaignDays], slopes: Sequence[Estimate | None], told: Sequence[int], best: int
) -> dict[int, int]:
    """By position: what each gives (below zero), and the sum of it for the best; empty where nobody does."""
    pairs = comb(len(told), 2)
    confidence = 1 - (1 - CONFIDENCE) / max(pairs, 1)
    givers = [at for at in told if at != best and _is_above(slopes[best], slopes[at], confidence)]
    offered = {at: GIVES_AT_MOST * campaigns[at].daily_spend for at in givers}
    room = GETS_AT_MOST * campaigns[best].daily_spend
    part = min(1.0, room / sum(offered.values())) if offered else 0.0
    given = {at: floor(part * amount) for at, amount in offered.items()}
    given = {at: amount for at, amount in given.items() if amount > 0}
    return {best: sum(given.values()), **{at: -amount for at, amount in given.items()}} if given else {}


def _is_above(best: Estimate | None, other: Estimate | None, confidence: float) -> bool:
    found = _difference([(1.0, best), (-1.0, other)])
    return found.interval(confidence)[0] > 0


def _gain(slopes: Sequence[Estimate | None], shifts: dict[int, int]) -> Estimate:
    """What the shift brings a day: got at the best's margin, given up at the others'."""
    return _difference([(float(shift), slopes[at]) for at, shift in shifts.items()])


def _difference(terms: Sequence[tuple[float, Estimate | None]]) -> Estimate:
    """A weighted sum of independent estimates; its freedom is Welch's."""
    known = [(weight, estimate) for weight, estimate in terms if estimate is not None]
    variances = [(weight * estimate.error) ** 2 for weight, estimate in known]
    total = sum(variances)
    parts = sum(v**2 / e.freedom for v, (_, e) in zip(variances, known, strict=True))
    freedom = floor(total**2 / parts) if parts > 0 else min(e.freedom for _, e in known)
    return Estimate(sum(weight * e.mid for weight, e in known), sqrt(total), max(freedom, 1))


def _advice(days: CampaignDays, shift: int) -> tuple[Advice, Reason | None]:
    if thin := days.thin():
        return Advice.TOO_THIN, thin
    if shift == 0:
        return Advice.KEEP, Reason.NOT_TOLD_APART
    return Advice.MORE if shift > 0 else Advice.LESS, None


def _mid(slope: Estimate | None) -> float:
    return slope.mid if slope is not None else float("-inf")
