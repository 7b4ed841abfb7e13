"""Rows of the summary added up for the eye: a line a step, a line a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Duration:
    """One step of the night with all its scopes, in the order the steps began."""

    step: str
    seconds: float
    scopes: Rows
    status: str
    """The worst of its scopes: failed, running or done."""


@dataclass(frozen=True)
class Source:
    """Everything one kind of source brought in the days of the summary."""

    source_type: str
    spend_minor: int
    installs: int
    first_purchases: int
    revenue_minor: int

    @property
    def per_install_minor(self) -> float | None:
        return self.spend_minor / self.installs if self.installs and self.spend_minor else None


def durations(steps: Rows) -> list[Duration]:
    names = list(dict.fromkeys(row["step"] for row in steps))
    return [_duration(name, [row for row in steps if row["step"] == name]) for name in names]


def _duration(name: str, scopes: Rows) -> Duration:
    found = {row["status"] for row in scopes}
    status = next(status for status in ("failed", "running", "done") if status in found)
    return Duration(name, sum(row["seconds"] or 0 for row in scopes), scopes, status)


def sources(acquisition: Rows) -> list[Source]:
    """The largest first."""
    names = {row["source_type"] for row in acquisition}
    made = [_source(name, [row for row in acquisition if row["source_type"] == name]) for name in names]
    return sorted(made, key=lambda source: (-source.installs, source.source_type))


def _source(name: str, rows: Rows) -> Source:
    measures = ("spend_minor", "installs", "first_purchases", "revenue_minor")
    return Source(name, *(sum(row[measure] for row in rows) for measure in measures))
