"""Nights on top of each other: what lands on each, and the warehouse that is built after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.integration.people.conftest import Landing

FIRST = date(2026, 11, 10)
Night = dict[str, list[dict[str, Any]]]
"""Rows by feed."""


@pytest.fixture(scope="module")
def db(
    module_database: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[psycopg.Connection[Any]]:
    """After the module's NIGHTS, from FIRST on: each lands, is identified, and is built by the module's `build(as_of)`."""
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(module_database, autocommit=True) as connection:
        landing = Landing(tmp_path_factory.mktemp("landing"), patch)
        for number, feeds in enumerate(request.module.NIGHTS):
            as_of = FIRST + timedelta(days=number)
            landing.know(as_of, **feeds)
            request.module.build(as_of)
        yield connection


def rows(db: psycopg.Connection[Any], table: str) -> set[str]:
    """All there is in one of the marts but the night it was built."""
    statement = "select (to_jsonb(row) - 'as_of')::text from {} as row"
    return {row for (row,) in db.execute(sql.SQL(statement).format(sql.Identifier("marts", table)))}
