"""Sections of summary.json that tell what happened, from schemas crm and raw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from roundtrip.measure.summary.part import Part


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
