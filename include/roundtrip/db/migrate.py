"""Bring a database to the newest migration. Refuses one that holds somebody else's `crm` or `raw`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from roundtrip.db.engine import engine

MINIMUM_SERVER = 150000


class NotOurDatabase(RuntimeError):
    """The database has a schema of our name that no migration of ours made."""


def upgrade(kind: Literal["demo", "own"] = "own") -> None:
    """Migrate to head and note whose data this is; running it again changes nothing."""
    with engine().connect() as connection:
        _refuse_strangers(connection)
        connection.execute(text("select pg_advisory_lock(7262846)"))  # one migrator at a time
        connection.execute(text("create schema if not exists crm"))
        connection.commit()
        command.upgrade(_config(connection), "head")
        connection.execute(text("reset role"))
        connection.execute(
            text("insert into crm.installation (kind) values (:kind) on conflict do nothing"), {"kind": kind}
        )
        connection.execute(text("select pg_advisory_unlock(7262846)"))
        connection.commit()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _refuse_strangers(connection: Connection) -> None:
    version = int(connection.execute(text("show server_version_num")).scalar_one())
    if version < MINIMUM_SERVER:
        raise NotOurDatabase(f"Postgres 15 or newer is needed, this server says {version}")
    strangers: int = connection.execute(
        text(
            "select count(*) from information_schema.tables where table_schema in ('crm', 'raw')"
            " and to_regclass('crm.alembic_version') is null"
        )
    ).scalar_one()
    connection.rollback()
    if strangers:
        raise NotOurDatabase(
            "this database has tables in schema crm or raw that Roundtrip did not make; point "
            "ROUNDTRIP_DATABASE_URL to an empty database"
        )
