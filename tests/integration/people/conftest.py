"""Profiles, devices, receipts and consents of the product's own contracts, landed, loaded and identified in one call."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roundtrip import declared
from roundtrip.load import ensure_tables, load_night
from roundtrip.people import identify

AS_OF = date(2026, 11, 10)


class Landing:
    """A landing folder and the nights that know it."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("ROUNDTRIP_LANDING", str(folder))
        self._folder = folder
        self._numbers = itertools.count()

    def know(self, as_of: date = AS_OF, **feeds: list[dict[str, Any]]) -> None:
        """Land the rows in the format of their contract, load them and identify their people."""
        self.land(**feeds)
        report = load_night(as_of, feeds=feeds)
        assert report.counts["quarantined"] == report.counts["files_refused"] == 0
        identify(as_of)

    def land(self, **feeds: list[dict[str, Any]]) -> None:
        """Land the rows in the format of their contract."""
        ensure_tables()
        number = next(self._numbers)
        contracts = {feed.name: feed for feed in declared.feeds()}
        for feed, rows in feeds.items():
            path = self._folder / feed / f"{number:06}.{contracts[feed].format}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_WRITERS[contracts[feed].format](rows, list(contracts[feed].sources())))


def _ndjson(rows: list[dict[str, Any]], columns: list[str]) -> str:
    assert all(row.keys() <= set(columns) for row in rows)
    return "".join(json.dumps(row) + "\n" for row in rows)


def _csv(rows: list[dict[str, Any]], columns: list[str]) -> str:
    written = io.StringIO()
    lines = csv.DictWriter(written, columns)
    lines.writeheader()
    lines.writerows(rows)
    return written.getvalue()


_WRITERS: dict[str, Callable[[list[dict[str, Any]], list[str]], str]] = {"ndjson": _ndjson, "csv": _csv}


@pytest.fixture
def landing(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Landing:
    return Landing(tmp_path / "landing", monkeypatch)


@pytest.fixture
def know(landing: Landing) -> Callable[..., None]:
    """`know(profiles=[…], devices=[…], as_of=…)`: what is landed by then is loaded, and its people are identified."""
    return landing.know


@pytest.fixture
def look(act_as: Any) -> Callable[..., list[Any]]:
    """`look("select …")`: rows as the superuser sees them, single columns unpacked."""

    def rows(query: str, *parameters: Any) -> list[Any]:
        found = act_as(None).execute(query, parameters).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    return rows


def profile(user: str, at: str = "2026-11-09T10:00:00Z", **more: Any) -> dict[str, Any]:
    return {"user_id": user, "updated_at": at} | more


def device(
    name: str, user: str | None, token: str | None, at: str = "2026-11-09T10:00:00Z", platform: str = "ios"
) -> dict[str, Any]:
    return {"device_id": name, "user_id": user, "push_token": token, "platform": platform, "seen_at": at}


def event(number: int, user: str | None, device_id: str | None) -> dict[str, Any]:
    row = {"event_id": f"e{number}", "event": "opened", "occurred_at": "2026-11-09T10:00:00Z"}
    return row | {"user_id": user, "device_id": device_id}
