"""Two small nights of simulated people: a second run changes nothing, and incremental equals built from nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from demo.simulator import Simulation
from roundtrip import decide, load, night, people, transform

FIRST = date(2026, 11, 10)
INCREMENTAL = ("marts.fct_session", "marts.fct_user_day", "marts.fct_ad_day", "marts.int_activity")


@pytest.fixture(scope="module")
def simulation(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    landing = tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        simulation = Simulation(7, 1500, 9, FIRST, landing)
        simulation.write_history()
        night.ensure_partitions(FIRST)
        yield simulation


@pytest.fixture(scope="module")
def db(module_database: str) -> Any:
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


def test_a_second_run_of_the_night_changes_nothing_to_the_row(simulation, db):
    _until_decided(FIRST)
    transform.build(FIRST, "results")
    before = _checksums(db)
    _until_decided(FIRST)
    transform.build(FIRST, "results")
    after = _checksums(db)
    assert before == after
    for table in ("fct_session", "fct_order", "fct_user_day", "segment_change", "eligibility", "rpt_eligibility_daily"):
        assert any(name.endswith(f".{table}") and rows for name, (rows, _) in before.items()), f"{table} is empty"


def test_a_night_on_top_equals_both_built_from_nothing(simulation, db):
    simulation.write_day(FIRST)
    _load(FIRST + timedelta(days=1))
    changed = db.execute("select count(*) from marts.fct_session").fetchone()
    transform.build(FIRST + timedelta(days=1), "+fct_user_day +fct_ad_day +int_activity")
    on_top = _contents(db)
    assert on_top["marts.fct_session"][0] > changed[0]
    transform.build(FIRST + timedelta(days=1), "fct_session fct_user_day fct_ad_day int_activity", full_refresh=True)
    assert _contents(db) == on_top


def _load(as_of: date) -> None:
    load.load_night(as_of)
    load.ensure_tables()
    people.identify(as_of)


def _until_decided(as_of: date) -> None:
    _load(as_of)
    transform.build(as_of)
    for step in (decide.register, decide.assign, decide.decide, decide.approve, decide.plan):
        step(as_of)


def _checksums(db: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table and view that dbt makes."""
    found = db.execute(
        "select oid::regclass::text from pg_class where relkind in ('r', 'v')"
        " and relnamespace::regnamespace::text in ('staging', 'marts', 'segments', 'publish', 'results')"
    ).fetchall()
    return {name: _checksum(db, name, "row") for (name,) in found}


def _contents(db: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """The incremental tables without the night that last computed a row."""
    return {name: _checksum(db, name, "to_jsonb(row) - 'as_of'") for name in INCREMENTAL}


def _checksum(db: psycopg.Connection[Any], name: str, what: str) -> tuple[int, str]:
    statement = "select count(*), coalesce(sum(hashtextextended(({what})::text, 0)), 0)::text from {name} as row"
    row = db.execute(sql.SQL(statement).format(what=sql.SQL(what), name=sql.SQL(name))).fetchone()
    assert row is not None
    return row[0], row[1]
