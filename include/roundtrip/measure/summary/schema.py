"""The shape of reports/<as_of>/summary.json. What the page shows, a program can read here.

Money is integer minor units of `reporting.currency` unless its name says otherwise; lists are ordered and may be empty.
A change that breaks a reader raises `schema`; docs/summary.schema.json is this file as JSON schema.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from roundtrip.measure.summary.acquired import AcquisitionCampaign, AcquisitionEvidence, Budget, Payback
from roundtrip.measure.summary.attributed import Attribution, AttributionAssist, AttributionGap, AttributionPath
from roundtrip.measure.summary.built import (
    Acquisition,
    Lift,
    PastEvents,
    PastFirstWave,
    PastOddity,
    PastOffers,
    Performance,
    Segment,
    Usage,
    UsagePeriod,
)
from roundtrip.measure.summary.happened import (
    Approval,
    Campaign,
    Decision,
    Feed,
    Feedback,
    Halt,
    Outcomes,
    People,
    Plan,
    Quarantine,
    RefusedFile,
    Step,
    Uncertain,
)
from roundtrip.measure.summary.part import Part
from roundtrip.measure.summary.returned import FunnelReach, Retention
from roundtrip.measure.summary.valued import (
    MissingRate,
    ValueBacktest,
    ValueCalibration,
    ValueDecile,
    ValueGroup,
    ValueModel,
)


class Reporting(Part):
    timezone: str
    currency: str


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
    usage_periods: list[UsagePeriod]
    retention: list[Retention]
    funnels: list[FunnelReach]
    acquisition: list[Acquisition]
    acquisition_campaigns: list[AcquisitionCampaign]
    acquisition_evidence: list[AcquisitionEvidence]
    payback: list[Payback]
    budget: list[Budget]
    attribution: list[Attribution]
    attribution_assists: list[AttributionAssist]
    attribution_paths: list[AttributionPath]
    attribution_gap: list[AttributionGap]
    value_groups: list[ValueGroup]
    value_deciles: list[ValueDecile]
    value_models: list[ValueModel]
    value_backtest: list[ValueBacktest]
    value_calibration: list[ValueCalibration]
    missing_rates: list[MissingRate]
    past_events: list[PastEvents]
    past_offers: list[PastOffers]
    past_first_wave: list[PastFirstWave]
    past_oddities: list[PastOddity]
    steps: list[Step]
