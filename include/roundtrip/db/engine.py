"""Engines and connections, each bound to the one role whose part it plays.

`engine(Role.SENDER)` connects with the installation's URL and sets the role on every connection; in production
each role may bring a URL of its own (ROUNDTRIP_DATABASE_URL_SENDER …), and then no password but its own is known.
"""

from __future__ import annotations

import os
from enum import StrEnum
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, Engine, create_engine, event, make_url

from roundtrip import settings
from roundtrip.db.embedded import EmbeddedPostgres

OF_A_SENDER = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "idle_in_transaction_session_timeout": "60s",
}
"""Few statements, the same for every batch: planned once a connection, and not anew for each thousand of ids; and always by
the order of an index, whatever the statistics said that day: a batch is small beside what waits. A worker that stands still
between two of them (a stopped machine, a cut line) loses its transaction: its locks are those of people whom others merge,
erase, and take an unsubscribe from."""

_made: list[Engine] = []


class Role(StrEnum):
    """Database roles; each does its own part only (docs/architecture.md). OWNER runs migrations and nothing else."""

    OWNER = "roundtrip_owner"
    LOADER = "roundtrip_loader"
    TRANSFORMER = "roundtrip_transformer"
    DECIDER = "roundtrip_decider"
    SENDER = "roundtrip_sender"
    WEBHOOK = "roundtrip_webhook"
    APP = "roundtrip_app"
    OPERATOR = "roundtrip_operator"
    ERASER = "roundtrip_eraser"
    BI_READER = "roundtrip_bi_reader"


class DatabaseUrlError(ValueError):
    """The URL of the database cannot be one; the text does not repeat it, for it may hold a password."""


def no_answer(error: BaseException) -> str | None:
    """The sentence for an error that means no server took the connection; None for any other error."""
    cause = getattr(error, "orig", error)
    if not isinstance(cause, psycopg.OperationalError) or cause.sqlstate is not None:
        return None
    said = str(cause).strip().replace("\n\t", " ")
    return f"The database does not answer ({said}). Start it, correct ROUNDTRIP_DATABASE_URL, or unset it for the embedded one."


def database_url(role: Role | None = None) -> str:
    """The libpq URL for a role; starts the embedded server, and makes its database, where no other is named."""
    own = os.environ.get(f"ROUNDTRIP_DATABASE_URL_{role.name}") if role else None
    configured = own or settings.load().database_url
    if configured and not configured.startswith(("postgresql://", "postgres://")):
        raise DatabaseUrlError(
            "ROUNDTRIP_DATABASE_URL is no Postgres URL; write postgresql://user:password@host:port/name"
        )
    return configured or embedded_url(settings.load().database)


@cache
def embedded_url(database: str) -> str:
    """The URL of a database of the embedded server; starts the one and makes the other where needed."""
    url = EmbeddedPostgres(settings.load().home / "postgres").start()
    with psycopg.connect(url, autocommit=True) as conn:
        found = conn.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not found:
            conn.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    return url.rsplit("/", 1)[0] + f"/{database}"


def engine(role: Role | None = None) -> Engine:
    """A SQLAlchemy engine whose every connection acts as the role; None is the installer (migrations only)."""
    return _engine(database_url(role), role)


@cache
def _engine(url: str, role: Role | None) -> Engine:
    target: URL = make_url(url).set(drivername="postgresql+psycopg")
    made = create_engine(target, pool_pre_ping=True, pool_size=5, connect_args=_connect_args(role))
    _made.append(made)
    if role is not None:

        @event.listens_for(made, "connect")
        def _become(dbapi_connection: Any, _record: Any) -> None:
            with dbapi_connection.cursor() as cursor:
                cursor.execute(sql.SQL("set role {}").format(sql.Identifier(role.value)))
            dbapi_connection.commit()

    return made


def _connect_args(role: Role | None) -> dict[str, Any]:
    if role is not Role.SENDER:
        return {}
    return {"prepare_threshold": 0, "options": " ".join(f"-c {name}={value}" for name, value in OF_A_SENDER.items())}


def connect(role: Role, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """A plain psycopg connection as the role, for COPY and for the ledger's two-commit steps."""
    conn = psycopg.connect(database_url(role), autocommit=True)
    conn.execute(sql.SQL("set role {}").format(sql.Identifier(role.value)))
    conn.autocommit = autocommit
    return conn


def dispose_engines() -> None:
    """Close every pooled connection and forget the engines, before the database they point to goes away."""
    for made in _made:
        made.dispose()
    _made.clear()
    _engine.cache_clear()
    embedded_url.cache_clear()
