"""dbt keeps a connection from one model to the next, and a model finds it as if it were new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import psycopg2
import pytest

from roundtrip import load, transform
from roundtrip.transform.connections import _leave_as_found

THREADS = 3


@pytest.fixture
def handle(module_database: str) -> Iterator[Any]:
    connection = psycopg2.connect(module_database)
    yield connection
    connection.close()


def test_views_are_made_over_a_few_connections(module_database: str):
    load.ensure_tables()
    before = _sessions(module_database)

    made = transform.invoke(["run", "--select", "staging"], as_of=date(2026, 11, 10))

    opened = _sessions(module_database) - before
    assert len(made.results) > 10 * THREADS
    assert 0 < opened <= 5 * THREADS, "a connection for each thread of each of dbt's phases, none for each model"
    assert _owners(module_database) == {"roundtrip_transformer"}, (
        "each model is made by dbt's role, not by the installer"
    )


def test_what_was_not_committed_is_rolled_back(handle: Any):
    _do(handle, "create table left_behind ()")
    _leave_as_found(handle)
    assert _ask(handle, "select to_regclass('left_behind')") is None


def test_a_failed_statement_is_over(handle: Any):
    with pytest.raises(psycopg2.Error):
        _do(handle, "select 1 / 0")
    _leave_as_found(handle)
    assert _ask(handle, "select 1") == 1


@pytest.mark.parametrize("ends", [[], ["commit"]], ids=["open", "committed by a statement"])
def test_temporary_tables_are_gone_and_the_next_statement_begins(handle: Any, ends: list[str]):
    _do(handle, "create temporary table noted ()", *ends)
    _leave_as_found(handle)
    _do(handle, "set local work_mem = '1MB'")  # without a transaction it would be forgotten at once

    assert _ask(handle, "select to_regclass('noted')") is None
    assert _ask(handle, "show work_mem") == "1MB"


def _do(handle: Any, *statements: str) -> None:
    with handle.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ask(handle: Any, question: str) -> Any:
    with handle.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _sessions(url: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute("select sessions from pg_stat_database where datname = current_database()").fetchone()
    assert row
    return int(row[0])


def _owners(url: str) -> set[str]:
    with psycopg.connect(url) as db:
        return {
            owner
            for (owner,) in db.execute(
                "select relowner::regrole::text from pg_class where relnamespace = 'staging'::regnamespace and relkind = 'v'"
            )
        }
