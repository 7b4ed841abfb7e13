"""Loads refused rows again, under the contract as it is today: file by file, each in one transaction.

What passes becomes a batch of its own, known from the next night on, and is marked so that it never loads twice (the database
refuses a second mark). What fails stays, with its present reason. docs/adr/0016.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection

from roundtrip import declared
from roundtrip.db import Role, connect
from roundtrip.domain.feed import Feed
from roundtrip.load.check import compiled
from roundtrip.load.night import file_loader
from roundtrip.load.refused.header import Headers
from roundtrip.load.refused.one_file import Again, Retried
from roundtrip.load.refused.reading import Corrected, Kept
from roundtrip.load.tables import ensure_tables
from roundtrip.secrets_store import secret


class RetryError(RuntimeError):
    """These rows cannot be tried again; the text says what to do instead."""


def retry(name: str, *, file: str | None = None, reason: str | None = None, corrected: Path | None = None) -> Retried:
    """Try the refused rows of a feed again, or those of one file or reason.

    corrected: a file of the feed's format with these rows, corrected, as many and in the order of `rows`. Raises RetryError.
    """
    feed = _of_contract(name, file, corrected)
    ensure_tables()
    became = Retried()
    with closing(connect(Role.LOADER, autocommit=True)) as db:
        night = _night(db)
        headers = Headers(db, feed)
        again = Again(db, feed, compiled(feed, night, secret("pii_key")), file_loader(db, feed, night), night)
        for of in [file] if file else _files(db, feed.name, reason):
            with db.transaction():
                db.execute("select pg_advisory_xact_lock(hashtext('quarantine.' || %s))", [feed.name])
                reading = Corrected(feed, corrected) if corrected else Kept(feed, headers)
                again.retry(of, reason, reading, became)
    return became


def _of_contract(name: str, file: str | None, corrected: Path | None) -> Feed:
    known = {feed.name: feed for feed in declared.feeds()}
    if name not in known:
        raise RetryError(f"there is no feed {name!r}; there are {', '.join(known)}")
    if known[name].mode == "replace_partition":
        raise RetryError(
            f"a delivery of {name} replaces the one before as a whole, so that single rows cannot follow it;"
            " land the whole file again, corrected"
        )
    if corrected and not file:
        raise RetryError("corrected rows are those of one file; name it by --file")
    feed = known[name]
    return feed.model_copy(update={"format": "ndjson"}) if feed.format == "parquet" else feed  # kept as JSON


def _night(db: Connection[Any]) -> date:
    """The night that will know the rows: the newest loaded one, or the one after it where it was built without them."""
    loaded, built = db.execute(
        "select max(as_of), max(as_of) filter (where step = 'build' and status = 'done') from crm.run"
        " where step in ('load', 'build')"
    ).fetchall()[0]
    if loaded is None:
        raise RetryError("nothing was loaded yet, so nothing was refused; `roundtrip run load` loads the landing")
    return built + timedelta(days=1) if built and built >= loaded else loaded  # type: ignore[no-any-return]


def _files(db: Connection[Any], feed: str, reason: str | None) -> list[str]:
    query = "select distinct file from raw.open_quarantine where feed = %s and line > 0 and coalesce(reason = %s, true) order by file"
    return [name for (name,) in db.execute(query, [feed, reason])]
