"""Bring a database to the newest migration. Refuses one that holds somebody else's `crm` or `raw`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from roundtrip.db.engine import engine

MINIMUM_SERVER = 150000
SCHEMAS = ("crm", "raw", "staging", "marts", "segments", "publish", "results")
"""What Roundtrip calls its own in a database; migrations make the first two, dbt the others."""


class NotOurDatabase(RuntimeError):
    """The database has a schema of our name that no migration of ours made."""


def upgrade(kind: Literal["demo", "own"] = "own") -> None:
    """Migrate to head and note whose data this is, in one transaction; running it again changes nothing."""
    with engine().connect() as connection, connection.begin():
        connection.execute(text("select pg_advisory_xact_lock(7262846)"))  # one migrator at a time
        _refuse_strangers(connection)
        connection.execute(text("create schema if not exists crm"))
        command.upgrade(_config(connection), "head")
        connection.execute(text("reset role"))
        connection.execute(
            text("insert into crm.installation (kind) values (:kind) on conflict do nothing"), {"kind": kind}
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _refuse_strangers(connection: Connection) -> None:
    version = int(connection.execute(text("show server_version_num")).scalar_one())
    if version < MINIMUM_SERVER:
        raise NotOurDatabase(f"Postgres 15 or newer is needed, this server says {version}")
    strangers: list[str] = list(
        connection.execute(
            text(
                "select distinct nspname from pg_class join pg_namespace n on n.oid = relnamespace"
                " where nspname = any(:ours) and to_regclass('crm.alembic_version') is null"
            ),
            {"ours": list(SCHEMAS)},
        ).scalars()
    )
    if strangers:
        raise NotOurDatabase(
            f"this database has something in {', '.join(sorted(strangers))} that Roundtrip did not make; point "
            "ROUNDTRIP_DATABASE_URL to a database where these schemas are free"
        )
