"""Sections of summary.json that dbt built, from schema results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from roundtrip.measure.lift import Reason, Verdict
from roundtrip.measure.summary.part import Part


class Lift(Part):
    """`arm` against `baseline`: see roundtrip.measure.comparison.Comparison and roundtrip.measure.lift.Answer."""

    campaign_id: str
    comparison: Literal["global_control", "holdout", "variant"]
    population: Literal["assigned", "would_send"]
    variant: str
    metric: Literal["conversions", "revenue"]
    arm: str
    baseline: str
    n_treated: int
    n_control: int
    mean_treated: float | None
    mean_control: float | None
    diff: float | None
    ci_low: float | None
    ci_high: float | None
    always_low: float | None
    always_high: float | None
    p: float | None
    is_adjusted: bool
    incremental_total: float | None
    incremental_low: float | None
    incremental_high: float | None
    srm_p: float | None
    verdict: Verdict
    reason: Reason | None
    nights_needed: int | None
    is_final: bool
    """Whether everybody's time for a success is over."""


class Performance(Part):
    campaign_id: str
    step_id: str
    variant: str
    channel: str
    planned: int
    accepted: int
    delivered: int
    bounced: int
    shown: int
    human_opens: int
    machine_opens: int
    clickers: int
    app_openers: int
    unsubscribed: int
    complained: int
    conversions: int
    revenue_minor: int


class Segment(Part):
    segment: str
    people: int
    entered: int
    left: int


class Acquisition(Part):
    day: date
    source_type: str
    spend_minor: int
    installs: int
    first_purchases: int
    revenue_minor: int


class Usage(Part):
    day: date
    active_people: int
    new_people: int
    sessions: int
    orders: int
    revenue_minor: int


class UsagePeriod(Part):
    """A week from Monday or a calendar month; `days` of it are over. active_days: daily active people, added up."""

    period: Literal["week", "month"]
    period_start: date
    days: int
    active_people: int
    new_people: int
    active_days: int
    sessions: int
    session_seconds: int


class PastEvents(Part):
    event: str
    events: int


class PastOffers(Part):
    channel: str
    received: int
    viewed: int
    completed: int
    completed_unviewed: int


class PastFirstWave(Part):
    """What members spent between the first wave of offers and the second. Nobody says the wave was drawn at random."""

    group: Literal["received", "not_received"]
    members: int
    buyers: int
    transactions: int
    spend_minor: int
    mean_spend_minor: float
    window_starts_at: datetime
    window_ends_at: datetime
    currency: str


class PastOddity(Part):
    oddity: str
    treatment: str
    rows_affected: int
