"""A landing and contracts of the test's own, and short ways to look at what became of a file."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from roundtrip import settings
from roundtrip.load import FeedReport, load_night

AS_OF = date(2026, 11, 10)
EVENTS = """
feed: events
files: events/*.ndjson*
format: ndjson
mode: append
key: [event_id]
event_time: occurred_at
freshness: 36 hours
minimum_rows: 1
unknown_columns: keep
side: app
needed_for: tests
columns:
  event_id:    {type: text, required: true}
  occurred_at: {type: timestamp, required: true}
  kind:        {type: text, one_of: [open, close]}
  amount:      {type: integer, minimum: 0}
  ratio:       {type: number}
  is_new:      {type: boolean}
  born_on:     {type: date}
  properties:  {type: json}
"""
RECEIPTS = """
feed: receipts
files: receipts/*.csv*
format: csv
mode: append
key: [receipt_id]
event_time: bought_at
freshness: 3 days
minimum_rows: 0
unknown_columns: keep
side: offline
needed_for: tests
columns:
  receipt_id: {type: text, required: true}
  bought_at:  {type: timestamp, required: true}
  amount:     {type: integer, required: true}
  note:       {type: text}
"""


@pytest.fixture
def contracts(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`contracts(events=YAML, …)` makes these, and only these, the contracts in force."""
    include = tmp_path / "include"
    (include / "feeds").mkdir(parents=True)
    (include / "policy.yml").write_text((settings.PROJECT / "include" / "policy.yml").read_text())
    monkeypatch.setattr(settings.Settings, "include", property(lambda _: include))
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path / "landing"))

    def declare(**declared: str) -> None:
        for name, text in declared.items():
            (include / "feeds" / f"{name}.yml").write_text(text)

    declare(events=EVENTS, receipts=RECEIPTS)
    return declare


@pytest.fixture
def land(contracts: Any, tmp_path: Path) -> Callable[..., Path]:
    """`land("events/a.ndjson", content)` writes a landing file, by default one that has been lying there for an hour."""

    def write(name: str, content: str | bytes, *, age: float = 3600) -> Path:
        path = tmp_path / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
        return path

    return write


@pytest.fixture
def load(contracts: Any) -> Callable[..., FeedReport]:
    """`load("events")` is what a night brought of one feed."""

    def night(feed: str, as_of: date = AS_OF) -> FeedReport:
        (report,) = load_night(as_of, feeds=[feed]).feeds
        return report

    return night


@pytest.fixture
def look(act_as: Any) -> Callable[..., list[Any]]:
    """`look("select …")`: rows as the superuser sees them, single columns unpacked."""

    def rows(query: str, *parameters: Any) -> list[Any]:
        found = act_as(None).execute(query, parameters).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    return rows


@pytest.fixture
def quarantined(look: Any) -> Callable[[], list[SimpleNamespace]]:
    """Every row of raw.quarantine by file and line."""

    def rows() -> list[SimpleNamespace]:
        names = ("file", "line", "reason", "field", "bytes", "batch_id")
        found = look(f"select {', '.join(names)} from raw.quarantine order by file, line")
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in found]

    return rows
