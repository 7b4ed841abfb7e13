"""Persons as the nights find them, held against who the shop's people truly are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from demo.simulator import Identifier, Simulation
from demo.simulator.shared_devices import DEMO_PHONES
from demo.simulator.verdict import Pair, as_kept, by_person, judge
from roundtrip import load, people
from roundtrip.secrets_store import secret

FIRST_NIGHT = date(2026, 11, 10)
IDENTIFIERS = "select current_person_id, kind, value from crm.identifier join crm.current_person using (person_id)"
PEOPLE, HISTORY_DAYS, NIGHTS = 600, 9, 3


def test_nobody_is_taken_for_somebody_else_and_what_is_missed_cannot_be_known(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path / "landing"))
    simulation = Simulation(7, PEOPLE, HISTORY_DAYS, FIRST_NIGHT, tmp_path / "landing")
    simulation.write_history()
    for number in range(NIGHTS):
        night = FIRST_NIGHT + timedelta(days=number)
        load.load_night(night)
        people.identify(night)
        simulation.write_day(night)

    with psycopg.connect(database) as db:
        found = by_person(db.execute(IDENTIFIERS).fetchall())
        merges = db.execute("select count(*) from crm.person_merge").fetchone()
        shared = db.execute(
            "select count(*) from crm.identifier where person_id is null and kind = 'device_id'"
        ).fetchone()
    humans = list(as_kept(simulation.humans(), secret("pii_key")))
    verdict = judge(humans, found)
    assert not verdict.wrong
    assert verdict.recall > 0.85
    assert not [pair for pair in verdict.missed if not _cannot_be_known(pair, humans)]
    assert merges is not None
    assert merges[0] > 0
    assert shared == (DEMO_PHONES,)


def _cannot_be_known(pair: Pair, humans: list[frozenset[Identifier]]) -> bool:
    """A page was seen without signing in there, or policy gives what several people share to one of them, or to nobody."""
    return any(kind == "web_cookie" or sum((kind, value) in human for human in humans) > 1 for kind, value in pair)
