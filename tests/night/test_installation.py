"""`make night` throws away a demo and nothing else."""

from __future__ import annotations

import multiprocessing
import re

import psycopg
import pytest

from demo.night import installation
from demo.night.installation import RefusedError
from roundtrip.db.migrate import NotOurDatabase


@pytest.fixture
def db(act_as) -> psycopg.Connection:
    return act_as(None)


def kind(db: psycopg.Connection) -> str:
    return db.execute("select kind from crm.installation").fetchone()[0]


def test_a_demo_starts_in_an_empty_database(db):
    db.execute("drop schema crm, raw cascade")
    installation.fresh_demo()
    assert kind(db) == "demo"


def test_the_next_demo_throws_the_last_one_away_and_leaves_the_neighbours(db):
    db.execute("update crm.installation set kind = 'demo'")
    db.execute("insert into crm.person (unit_id, known_as_of) values (1, '2026-11-10')")
    db.execute("create schema neighbour; create table neighbour.kept as select 1 as one")
    db.execute("create schema marts; create table marts.dim_person as select 1 as one")
    installation.fresh_demo()
    assert kind(db) == "demo"
    assert db.execute("select count(*) from crm.person").fetchone() == (0,)
    assert db.execute("select count(*) from neighbour.kept").fetchone() == (1,)
    assert db.execute("select to_regclass('marts.dim_person')").fetchone() == (None,)


def test_a_demo_refuses_somebodys_own_data(db):
    with pytest.raises(RefusedError, match="not a demo's"):
        installation.fresh_demo()
    assert kind(db) == "own"


def test_a_schema_crm_of_unknown_make_is_taken_for_somebodys(db):
    db.execute("drop schema crm, raw cascade")
    db.execute("create schema crm; create table crm.customer as select 1 as one")
    with pytest.raises(RefusedError):
        installation.fresh_demo()
    with pytest.raises(NotOurDatabase):
        installation.own()
    assert db.execute("select count(*) from crm.customer").fetchone() == (1,)


@pytest.mark.parametrize("night", [installation.fresh_demo, installation.own])
def test_a_warehouse_with_marts_of_its_own_is_left_alone(db, night):
    db.execute("drop schema crm, raw cascade")
    db.execute("create schema marts; create table marts.precious as select 1 as one")
    for _ in range(2):  # a first night that slipped in would let the second one drop what it takes for a demo's
        with pytest.raises(RefusedError, match="schema marts that Roundtrip did not make"):
            night()
    assert db.execute("select count(*) from marts.precious").fetchone() == (1,)
    assert db.execute("select to_regnamespace('crm')").fetchone() == (None,)


def test_own_files_do_not_go_into_a_demo(db):
    db.execute("update crm.installation set kind = 'demo'")
    with pytest.raises(RefusedError, match="throws away"):
        installation.own()


def test_own_data_stay_from_night_to_night(db):
    db.execute("insert into crm.person (unit_id, known_as_of) values (1, '2026-11-10')")
    installation.own()
    assert db.execute("select count(*) from crm.person").fetchone() == (1,)


def test_a_demo_that_somebody_reads_is_left_whole(db, act_as, monkeypatch):
    monkeypatch.setattr(installation, "LOCK_TIMEOUT", "200ms")
    db.execute("update crm.installation set kind = 'demo'")
    reader = act_as(None)
    reader.autocommit = False
    reader.execute("select * from crm.message")
    with pytest.raises(RefusedError, match="reading"):
        installation.fresh_demo()
    reader.rollback()
    assert kind(db) == "demo"


@pytest.mark.parametrize(
    ("folder", "readable"),
    [
        ("starbucks", "roundtrip_starbucks"),
        ("My Files 2026!", "roundtrip_my_files_2026"),
        ("Ä" + "x" * 80, "roundtrip_" + "x" * 40),
        ("Ä", "roundtrip_landing"),
    ],
)
def test_a_landing_folder_names_its_database(folder, readable):
    name = installation.name_of(f"/data/{folder}")
    assert re.fullmatch(readable + "_[0-9a-f]{6}", name)
    assert name == installation.name_of(f"/data/{folder}")


def test_two_folders_of_one_name_never_share_a_database_nor_does_one_called_demo():
    assert installation.name_of("/a/landing") != installation.name_of("/b/landing")
    assert installation.name_of("/a/demo") != "roundtrip_demo"


def _try_to_be_alone(answer) -> None:
    try:
        with installation.alone():
            answer.put("alone")
    except RefusedError as refusal:
        answer.put(str(refusal))


def test_two_nights_do_not_run_at_once(database):
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    with installation.alone():
        other = context.Process(target=_try_to_be_alone, args=[answer])
        other.start()
        assert "under way" in answer.get(timeout=10)
        other.join()
    with installation.alone():
        pass
