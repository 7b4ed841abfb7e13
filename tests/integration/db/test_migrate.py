"""Migrations: all or nothing, and never into somebody else's schemas."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from roundtrip.db import migrate
from roundtrip.db.engine import dispose_engines


@pytest.fixture
def blank(server, monkeypatch):
    """An empty database that ROUNDTRIP_DATABASE_URL names."""
    name = sql.Identifier("test_blank")
    url = server.rsplit("/", 1)[0] + "/test_blank"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        admin.execute(sql.SQL("create database {}").format(name))
        monkeypatch.setenv("ROUNDTRIP_DATABASE_URL", url)
        with psycopg.connect(url, autocommit=True) as db:
            yield db
        dispose_engines()
        admin.execute(sql.SQL("drop database {} with (force)").format(name))


def schemas(db: psycopg.Connection) -> set[str]:
    return {name for (name,) in db.execute("select nspname from pg_namespace")} & set(migrate.SCHEMAS)


@pytest.mark.parametrize("schema", migrate.SCHEMAS)
def test_a_schema_of_somebody_else_is_refused_and_left(blank, schema):
    blank.execute(f"create schema {schema} create table theirs (i int)")
    with pytest.raises(migrate.NotOurDatabase, match=schema):
        migrate.upgrade()
    assert schemas(blank) == {schema}


def test_a_migration_that_dies_leaves_nothing_behind(blank, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migrate.command, "upgrade", die)
        with pytest.raises(KeyboardInterrupt):
            migrate.upgrade()
    assert schemas(blank) == set()
    migrate.upgrade("demo")
    migrate.upgrade("own")
    assert blank.execute("select kind from crm.installation").fetchone() == ("demo",)
