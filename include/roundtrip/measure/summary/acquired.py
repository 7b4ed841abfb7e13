"""Sections of summary.json about what brought people, at what cost and with what return, from schema results.

Money is a float of minor units here: sums in another currency than the reporting one have fractions of a unit.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from roundtrip.measure.budget.campaign_return import Reason
from roundtrip.measure.budget.proposal import Advice
from roundtrip.measure.summary.part import Part


class AcquisitionCampaign(Part):
    """Cohorts of the last eight weeks. Returns are value by spend at that age; None while no cohort has reached it."""

    partner: str
    campaign: str | None
    spend_minor: float
    people: int
    new_users: int
    customers: int
    revenue_minor: float
    return_d7: float | None
    return_d30: float | None
    return_d90: float | None
    return_expected: float | None
    """Value so far and what those who bought are expected to spend in the year to come, by spend; None without a prediction."""
    return_expected_low: float | None
    return_expected_high: float | None
    """Ends of its 80 % interval; None where the estimate knows none."""


class AcquisitionEvidence(Part):
    """Never add these up: aggregate and unattributed may be the same installs."""

    evidence: Literal["attributed", "aggregate", "unattributed"]
    spend_minor: float | None
    installs: int
    people: int | None
    revenue_minor: float | None


class Payback(Part):
    cohort_week: date
    age_days: int
    spend_minor: float
    value_minor: float


class Budget(Part):
    """See roundtrip.measure.budget.proposal.Proposal. Returns are value a unit of money within `horizon_days`."""

    partner: str
    campaign: str | None
    horizon_days: int
    days: int
    daily_spend_minor: float
    average_return: float | None
    average_return_low: float | None
    average_return_high: float | None
    marginal_return: float | None
    marginal_return_low: float | None
    marginal_return_high: float | None
    advice: Advice
    reason: Reason | None
    shift_minor: int
    gain_minor: float | None
    gain_low_minor: float | None
    gain_high_minor: float | None
