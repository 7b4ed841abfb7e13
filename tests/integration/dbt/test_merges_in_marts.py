"""Marts follow who people turn out to be: merges, late rows and shared devices over four nights end in the rows of a full build."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from roundtrip import transform

from .conftest import FIRST, Night, rows

TABLES = ("fct_session", "fct_user_day")


def did(user: str | None, anonymous: str | None, device: str | None, at: str) -> dict[str, Any]:
    named = {"user_id": user, "anonymous_id": anonymous, "device_id": device}
    return named | {
        "event_id": f"{user}-{anonymous}-{device}-{at}",
        "event": "opened",
        "occurred_at": f"2026-11-{at}:00Z",
    }


def ticked(hours: range) -> list[dict[str, Any]]:
    """A kiosk that says something every twenty minutes, from so many hours after the beginning of 6 November on."""
    return [
        did("kiosk", None, None, f"{6 + hour // 24:02}T{hour % 24:02}:{minute:02}")
        for hour in hours
        for minute in (0, 20, 40)
    ]


NIGHTS: list[Night] = [
    {
        "app_events": [
            *ticked(range(20, 70)),
            did(None, "a1", "d1", "05T10:00"),
            did(None, "a1", "d1", "08T10:00"),
            did("u1", None, "d9", "08T10:20"),
            did(None, "a2", "d2", "07T10:00"),
            did("u3", "a3", "tablet", "07T10:00"),
            did(None, "a4", "tablet", "07T10:10"),
            did(None, None, "tablet", "08T10:00"),
            did("u8", "a8", "d8", "06T10:00"),
        ]
    },
    {  # a1 is u1: two sessions become one; and a late row of a2
        "app_events": [
            *ticked(range(80, 94)),
            did("u1", "a1", "d1", "10T10:00"),
            did(None, "a2", None, "04T23:50"),
            did(None, None, "tablet", "10T09:00"),
        ]
    },
    {  # the tablet is everybody's; u8 is silent; late rows on both sides of the merge
        "app_events": [
            *[did(f"u{n}", None, "tablet", f"11T1{n}:00") for n in (4, 5, 6)],
            did(None, None, "d1", "05T10:25"),
            did("u1", None, None, "03T10:00"),
        ]
    },
    {  # the kiosk's line was down: between its sessions come the hours that make them one
        "app_events": [did("u2", "a2", "d2", "12T08:00"), did("u1", None, None, "12T08:00"), *ticked(range(70, 80))]
    },
]


def build(as_of: date) -> None:
    transform.build(as_of, "+fct_user_day")


def test_nights_end_in_the_rows_of_a_full_build(db):
    on_top = [rows(db, table) for table in TABLES]
    assert all(on_top)
    transform.build(FIRST + timedelta(days=len(NIGHTS) - 1), " ".join(TABLES), full_refresh=True)
    assert [rows(db, table) for table in TABLES] == on_top


def test_a_session_over_several_midnights_is_told_by_date(db):
    told = db.execute("""
        select active_on::text, events, sessions from marts.fct_user_day join crm.identifier using (person_id)
        where value = 'kiosk' order by active_on
    """).fetchall()
    assert told == [("2026-11-06", 9, 1), ("2026-11-07", 72, 0), ("2026-11-08", 72, 0), ("2026-11-09", 69, 0)]


def test_what_was_done_before_signing_up_is_the_persons_past(db):
    sessions = db.execute(
        "select started_on::text, events from marts.fct_session join crm.identifier using (person_id) where value = 'u1' order by started_at"
    ).fetchall()
    assert sessions == [("2026-11-03", 1), ("2026-11-05", 2), ("2026-11-08", 2), ("2026-11-10", 1), ("2026-11-12", 1)]


def test_nobody_has_what_a_shared_device_did(db):
    sessions = db.execute(
        "select value, count(*) from marts.fct_session join crm.identifier using (person_id) where value in ('u3', 'a4') group by 1 order by 1"
    ).fetchall()
    assert sessions == [("a4", 1), ("u3", 1)]
