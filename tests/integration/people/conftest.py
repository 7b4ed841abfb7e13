"""Profiles, devices, receipts and consents of the product's own contracts, landed, loaded and identified in one call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roundtrip.load import ensure_tables, load_night
from roundtrip.people import identify

AS_OF = date(2026, 11, 10)


@pytest.fixture
def know(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`know(profiles=[…], devices=[…], as_of=…)`: what is landed by then is loaded, and its people are identified."""
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path / "landing"))
    nights = iter(range(1_000_000))

    def night(as_of: date = AS_OF, **feeds: list[dict[str, Any]]) -> None:
        ensure_tables()
        number = next(nights)
        for feed, rows in feeds.items():
            path = tmp_path / "landing" / feed / f"{number:06}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        report = load_night(as_of, feeds=feeds)
        assert report.counts["quarantined"] == 0
        identify(as_of)

    return night


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
