"""The shape of reports/<as_of>/summary.json. What the page shows, a program can read here.

Money is integer minor units of `reporting.currency` unless its name says otherwise; lists are ordered and may be empty.
A change that breaks a reader raises `schema`; docs/summary.schema.json is this file as JSON schema.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from roundtrip.measure.lift import Reason, Verdict


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reporting(Part):
    timezone: str
    currency: str


class People(Part):
    known: int
    new: int


class Campaign(Part):
    campaign_id: str
    kind: str
    mode: str
    owner: str
    goal: str
    segment: str
    success_event: str
    success_value: str
    success_within_days: float
    holdout: float


class Approval(Part):
    """An occurrence that waits for a person's word; silence means no."""

    campaign_id: str
    occurrence_on: date
    people: int
    goal: str
    segment: str
    local_time: str
    timezone: str
    command: str


class Uncertain(Part):
    """Messages of which nobody knows whether they arrived; never sent again by themselves."""

    campaign_id: str
    channel: str
    state: Literal["uncertain", "presumed_unsent"]
    messages: int
    oldest_at: datetime


class Halt(Part):
    campaign_id: str
    platform: str | None
    reason: str
    halted_at: datetime


class Feed(Part):
    """Rows are tonight's: rows_in = loaded + quarantined + duplicates. `needed_for` is what stays open without it."""

    feed: str
    is_present: bool
    is_optional: bool
    is_fresh: bool
    is_enough: bool
    files: int
    refused_files: int
    rows_in: int
    loaded: int
    quarantined: int
    duplicates: int
    loaded_so_far: int
    needed_for: str


class RefusedFile(Part):
    """A file that could not be loaded at all; it is tried again next time."""

    feed: str
    file: str
    reason: str


class Quarantine(Part):
    """Lines their contract refused tonight, and where to look first."""

    feed: str
    reason: str
    field: str | None
    lines: int
    first_file: str
    first_line: int


class Step(Part):
    step: str
    scope: str
    status: Literal["running", "done", "failed"]
    seconds: float | None
    counts: dict[str, Any]
    error: str | None
    code_version: str


class NeedsPerson(Part):
    """What does not go on by itself."""

    approvals: list[Approval]
    uncertain: list[Uncertain]
    halts: list[Halt]
    refused_files: list[RefusedFile]
    late_feeds: list[Feed]
    quarantine: list[Quarantine]
    failed_steps: list[Step]
    campaign_faults: list[str]


class Segment(Part):
    segment: str
    people: int
    entered: int
    left: int


class Decision(Part):
    """People by the first reason that applied: decided tonight, and decisions of all nights."""

    campaign_id: str
    mode: str
    reason: str
    tonight: int
    so_far: int


class Plan(Part):
    campaign_id: str
    step_id: str
    channel: str
    variant: str
    mode: str
    messages: int
    first_send_after: datetime
    last_send_after: datetime


class Outcomes(Part):
    campaign_id: str
    channel: str
    mode: str
    state: str
    state_reason: str | None
    messages: int


class Feedback(Part):
    campaign_id: str
    channel: str
    kind: str
    is_machine: bool
    messages: int


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


class Performance(Part):
    campaign_id: str
    step_id: str
    variant: str
    channel: str
    planned: int
    accepted: int
    delivered: int
    bounced: int
    human_opens: int
    machine_opens: int
    clickers: int
    app_openers: int
    unsubscribed: int
    complained: int
    conversions: int
    revenue_minor: int


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
    sessions: int
    orders: int
    revenue_minor: int


class PastEvents(Part):
    event: str
    events: int


class PastOffers(Part):
    channel: str
    received: int
    viewed: int
    completed: int
    completed_unviewed: int


class Summary(Part):
    """One night."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    as_of: date
    reporting: Reporting
    missing: list[str]
    """Tables of schema results that are not built yet; their sections are empty."""
    needs_person: NeedsPerson
    people: People
    campaigns: list[Campaign]
    lift: list[Lift]
    performance: list[Performance]
    segments: list[Segment]
    decisions: list[Decision]
    plan: list[Plan]
    outcomes: list[Outcomes]
    feedback: list[Feedback]
    feeds: list[Feed]
    usage: list[Usage]
    acquisition: list[Acquisition]
    past_events: list[PastEvents]
    past_offers: list[PastOffers]
    past_first_wave: list[dict[str, Any]]
    steps: list[Step]
