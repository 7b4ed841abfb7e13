"""What is in quarantine now: counted by feed, file and reason, or row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from roundtrip.db import Role, connect
from roundtrip.load.quarantine import KEPT
from roundtrip.load.tombstones import ERASED

_GROUPS = Path(__file__).with_name("groups.sql").read_text()
_ROWS = Path(__file__).with_name("rows.sql").read_text()
AT_A_TIME = 200
"""Rows fetched at once: each may have 64 KiB."""


class Group(NamedTuple):
    """Rows of one file that were refused for one reason; no lines: the file as a whole."""

    feed: str
    file: str
    reason: str
    field: str | None
    lines: int
    first_night: date
    last_night: date


class Refused(NamedTuple):
    """A row in quarantine."""

    quarantine_id: int
    file: str
    line: int
    reason: str
    field: str | None
    bytes: bytes
    batch_id: int | None

    @property
    def is_cut(self) -> bool:
        """Whether only its beginning was kept."""
        return len(self.bytes) >= KEPT


def groups(feed: str | None = None, since: date | None = None) -> list[Group]:
    """since: the first night to look at."""
    with closing(connect(Role.OPERATOR)) as db, db.cursor(row_factory=class_row(Group)) as cursor:
        return cursor.execute(_GROUPS, {"feed": feed, "since": since}).fetchall()


def rows(feed: str, file: str | None = None, reason: str | None = None) -> Iterator[Refused]:
    """Refused rows by file and line, as the operator may see them; memory stays flat."""
    with closing(connect(Role.OPERATOR)) as db:
        yield from refused(db, feed, file, reason)


def refused(db: Connection[Any], feed: str, file: str | None, reason: str | None) -> Iterator[Refused]:
    with db.transaction(), db.cursor("refused", row_factory=class_row(Refused)) as cursor:
        cursor.itersize = AT_A_TIME
        yield from cursor.execute(_ROWS, {"feed": feed, "file": file, "reason": reason, "erased": ERASED.reason})
