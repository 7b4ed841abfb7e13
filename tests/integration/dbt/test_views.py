"""A night makes a view only when it is gone or says something else than the one that stands; what stands over it stays. What is
the night's date views ask the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from roundtrip import load, transform

FIRST = date(2026, 11, 10)
VIEWS = ("stg_crm__identifier", "stg_crm__person_change", "stg_app_purchases__order")
"""One; one that says the night; one that says it, over the first."""


@pytest.fixture(scope="module")
def db(module_database: str) -> Iterator[Any]:
    with psycopg.connect(module_database, autocommit=True) as connection:
        load.ensure_tables()
        _run(0)
        yield connection


def test_the_next_night_leaves_the_views_and_they_say_its_date(db):
    before = _views(db)
    _run(1)
    assert _views(db) == before
    plan = db.execute("explain select * from staging.stg_crm__person_change").fetchall()
    assert "2026-11-11" in str(plan), "the planner is not told the night"


def test_a_view_that_says_something_else_is_replaced_in_its_place(db):
    before = _views(db)
    db.execute("comment on view staging.stg_crm__identifier is 'what it said before'")
    _run(1)
    after = _views(db)
    assert {name: view["oid"] for name, view in after.items()} == {name: view["oid"] for name, view in before.items()}
    assert {name for name in after if after[name]["xmin"] != before[name]["xmin"]} == {"stg_crm__identifier"}


def test_a_view_with_other_columns_makes_way_and_who_read_it_comes_again(db):
    made = _views(db)
    db.execute("drop view staging.stg_crm__identifier cascade")
    db.execute("create view staging.stg_crm__identifier as select 1 as something_else")
    db.execute("alter view staging.stg_crm__identifier owner to roundtrip_transformer")
    assert set(_views(db)) == set(VIEWS) - {"stg_app_purchases__order"}
    _run(1)
    assert {name: view["says"] for name, view in _views(db).items()} == {n: v["says"] for n, v in made.items()}


def test_a_table_of_the_name_makes_way(db):
    db.execute("drop view staging.stg_crm__person_change cascade")
    db.execute("create table staging.stg_crm__person_change as select 1 as something_else")
    db.execute("alter table staging.stg_crm__person_change owner to roundtrip_transformer")
    _run(1)
    assert set(_views(db)) == set(VIEWS)


def _run(night: int) -> None:
    transform.invoke(["run", "--select", *VIEWS], as_of=FIRST + timedelta(days=night))


def _views(db: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
    """By name: which view it is, which transaction wrote its definition, and what that says."""
    found = db.execute("""
        select view.relname, view.oid, rule.xmin::text, pg_get_viewdef(view.oid)
        from pg_class as view
        join pg_rewrite as rule on rule.ev_class = view.oid
        where view.relnamespace = 'staging'::regnamespace and view.relkind = 'v'
    """)
    return {name: {"oid": oid, "xmin": written, "says": says} for name, oid, written, says in found.fetchall()}
