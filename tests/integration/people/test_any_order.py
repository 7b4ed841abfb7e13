"""The same rows find the same people in whatever order and over however many nights they come.

Six arrangements of one history pass through the same four nights under names of their own. The checker joins sets and
shares nothing with what it checks.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.integration.people.conftest import AS_OF, Landing

ARRANGEMENTS = range(6)
NIGHTS = 4
KINDS = ("user_id", "anonymous_id", "device_id")


def history() -> list[tuple[str | None, str | None, str | None]]:
    """(user, anonymous, device) of events: forty people, some without account, with changing devices, and two shop tablets."""
    draw = random.Random(4)  # noqa: S311
    rows = []
    for person in range(40):
        user = f"u{person}" if person % 4 else None
        seen = [(user, f"a{person}-{n // 3}", f"d{person}-{n // 2}") for n in range(5)]
        rows += [
            (draw.choice((who, None)), draw.choice((a, None)), draw.choice((d, d, f"tablet{person % 2}")))
            for who, a, d in seen
        ]
    return rows


def expected(rows: list[tuple[str | None, str | None, str | None]]) -> set[frozenset[str]]:
    accounts: dict[str, set[str]] = {}
    for user, *things in rows:
        for thing in filter(None, things):
            accounts.setdefault(thing, set()).update({user} if user else set())
    shared = {thing for thing, users in accounts.items() if len(users) > 3}
    people: list[set[str]] = []
    for row in rows:
        named = {thing for thing in row if thing and thing not in shared}
        touched = [person for person in people if person & named]
        people = [person for person in people if person not in touched] + ([named.union(*touched)] if named else [])
    assert {"tablet0", "tablet1"} == shared
    return {frozenset(person) for person in people}


def test_the_same_rows_in_any_order_are_the_same_people(module_database, tmp_path_factory):
    rows = history()
    with pytest.MonkeyPatch.context() as patch:
        landing = Landing(tmp_path_factory.mktemp("landing"), patch)
        nights: list[list[dict[str, Any]]] = [[] for _ in range(NIGHTS)]
        for arrangement in ARRANGEMENTS:
            draw = random.Random(arrangement)  # noqa: S311
            for number, row in enumerate(draw.sample(rows, len(rows))):
                night = 0 if arrangement == 0 else draw.randrange(NIGHTS)
                nights[night].append(_event(f"{arrangement}.", number, row))
        for number, events in enumerate(nights):
            landing.know(AS_OF + timedelta(days=number), app_events=events)
    with psycopg.connect(module_database) as db:
        for arrangement in ARRANGEMENTS:
            assert _people(db, f"{arrangement}.") == expected(rows), f"arrangement {arrangement}"
        assert db.execute("select count(*) from crm.person_merge").fetchone() != (0,)


def _event(prefix: str, number: int, row: tuple[str | None, ...]) -> dict[str, Any]:
    named = {kind: prefix + value if value else None for kind, value in zip(KINDS, row, strict=True)}
    return named | {"event_id": f"{prefix}{number}", "event": "opened", "occurred_at": "2026-11-09T10:00:00Z"}


def _people(db: psycopg.Connection[Any], prefix: str) -> set[frozenset[str]]:
    found = db.execute(
        "select array_agg(substr(value, 3)) from crm.identifier where person_id is not null and value like %s group by person_id",
        [prefix + "%"],
    ).fetchall()
    people = {frozenset(person) for (person,) in found}
    assert max(Counter(name for person in people for name in person).values()) == 1
    return people
