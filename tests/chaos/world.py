"""The ledger of one scenario: emptied, peopled, decided about and planned by the product's own night."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from roundtrip import decide

NIGHT = date(2026, 11, 10)
SINCE = date(2026, 11, 1)
DUE = datetime(2026, 11, 10, 17, 1, tzinfo=UTC)
"""A minute after the campaigns are due, in Berlin at 18:00; marketing may go out until 21:00 there."""

UNITS = """
    update crm.person q set unit_id = u.unit_id
    from (
        select p.person_id, min(least(p.person_id, o.person_id)) as unit_id
        from crm.contact_point p join crm.contact_point o using (address_hash) group by p.person_id
    ) u
    where u.person_id = q.person_id
"""
KEPT = ("alembic_version", "installation")


def statements(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text()


def empty(db: psycopg.Connection[Any]) -> None:
    """Past the guards, which let nobody empty anything."""
    tables = db.execute(
        "select oid::regclass::text from pg_class where relkind = 'r' and relname <> all (%s)"
        " and relnamespace::regnamespace::text in ('crm', 'chaos', 'publish', 'segments', 'marts')",
        [list(KEPT)],
    ).fetchall()
    with db.transaction():
        db.execute("set local session_replication_role = replica")
        db.execute(";".join(f"delete from {table}" for (table,) in tables))


def people(db: psycopg.Connection[Any], number: int) -> None:
    db.execute(statements("people"), {"people": number, "since": SINCE})
    db.execute(UNITS)


def plan_the_night(db: psycopg.Connection[Any]) -> None:
    """Register, assign, decide, plan: the product's own functions over the stand-in warehouse."""
    decide.register(NIGHT)
    db.execute(statements("eligible"), {"on": NIGHT})
    decide.assign(NIGHT)
    decide.decide(NIGHT)
    decide.plan(NIGHT)


def take_into_service(db: psycopg.Connection[Any]) -> None:
    """A copied database knows that it is one, and sends nothing; this one is meant."""
    if db.execute("select to_regprocedure('crm.is_adopted()') is not null").fetchone() == (True,):
        db.execute("select crm.adopt('-infinity', null, 'chaos') where not crm.is_adopted()")


def copy(db: psycopg.Connection[Any], template: str, name: str) -> None:
    """A database as the template is, whatever was there before."""
    db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    db.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)))
