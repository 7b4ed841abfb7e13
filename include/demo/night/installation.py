"""Whose database a `make night` may use, and the one thing it may throw away: a demo's."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Literal

import psycopg
from psycopg import sql

from roundtrip import settings
from roundtrip.db.engine import database_url, dispose_engines
from roundtrip.db.migrate import SCHEMAS, upgrade

LOCK_TIMEOUT = "15s"
NAME_LENGTH = 40


class RefusedError(RuntimeError):
    """This night may not run here; the message says why and what to do."""


def name_of(landing: str) -> str:
    """The embedded database of a landing (a folder or a bucket's URL), so that the same files meet the same memory and no other's.

    The folder's name is for people, the fingerprint of its path keeps two folders of one name apart.
    """
    readable = re.sub("[^a-z0-9]+", "_", PurePosixPath(landing).name.lower()).strip("_")[:NAME_LENGTH] or "landing"
    return f"roundtrip_{readable}_{sha256(landing.encode()).hexdigest()[:6]}"


def fresh_demo() -> None:
    """An empty, migrated demo database; an earlier demo in it is thrown away, anything else is left and refused."""
    with psycopg.connect(database_url()) as db:
        kind = _kind(db)
        if kind == "own":
            raise RefusedError(
                "The database holds data that is not a demo's, so the demo will not run in it. "
                "Point ROUNDTRIP_DATABASE_URL to an empty database, or unset it."
            )
        if kind == "demo":
            _throw_away(db)
    upgrade("demo")


def own() -> None:
    """The migrated database of somebody's own files; what it knows from earlier nights stays."""
    with psycopg.connect(database_url()) as db:
        if _kind(db) == "demo":
            raise RefusedError(
                "The database holds a demo, which the next `make night` throws away; your own files belong "
                "into another one. Point ROUNDTRIP_DATABASE_URL to it, or unset it."
            )
    upgrade("own")


def _kind(db: psycopg.Connection) -> Literal["demo", "own"] | None:
    """None where there is no schema of ours; a crm without an installation row is somebody's, not a demo."""
    with db.cursor() as cursor:
        taken = [
            name for (name,) in cursor.execute("select nspname from pg_namespace where nspname = any(%s)", [[*SCHEMAS]])
        ]
        if not taken:
            return None
        if (
            "crm" not in taken
        ):  # a warehouse that knows no Roundtrip: what it calls marts is not ours to fill or to drop
            raise RefusedError(
                f"The database has a schema {taken[0]} that Roundtrip did not make, so no night will run in it. "
                "Point ROUNDTRIP_DATABASE_URL to an empty database, or unset it."
            )
        if cursor.execute("select to_regclass('crm.installation')::text").fetchone() != ("crm.installation",):
            return "own"
        row = cursor.execute("select kind from crm.installation").fetchone()
        return row[0] if row else "own"


def _throw_away(db: psycopg.Connection) -> None:
    """In one transaction, so that an interrupted one leaves the old demo whole."""
    db.execute(sql.SQL("set local lock_timeout = {}").format(LOCK_TIMEOUT))
    schemas = sql.SQL(", ").join(map(sql.Identifier, SCHEMAS))
    try:
        db.execute(sql.SQL("drop schema if exists {} cascade").format(schemas))
    except psycopg.errors.LockNotAvailable as error:
        raise RefusedError("Somebody is reading the old demo's tables; end that session and try again.") from error
    db.commit()
    dispose_engines()


@contextmanager
def alone() -> Iterator[None]:
    """One night at a time in a state folder."""
    home = settings.load().home
    home.mkdir(parents=True, exist_ok=True)
    with (home / "night.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise RefusedError(f"Another `make night` is under way (process {handle.read().strip()}).") from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
