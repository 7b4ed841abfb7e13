"""Postgres's binary COPY format: what the server takes with the least work, and without any escaping."""

from __future__ import annotations

from datetime import UTC, date, datetime
from struct import Struct

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
TRUE, FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"

length = Struct("!i").pack
_row = Struct("!h").pack
_bigint = Struct("!iq").pack
_integer = Struct("!ii").pack
_DAY_ZERO = date(2000, 1, 1).toordinal()
_TIME_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


def row(fields: int) -> bytes:
    """What opens a row of so many fields."""
    return _row(fields)


def data(content: bytes) -> bytes:
    """A text or bytea."""
    return length(len(content)) + content


def bigint(number: int) -> bytes:
    """A 64-bit integer; raises struct.error beyond it."""
    return _bigint(8, number)


def day(on: date) -> bytes:
    return _integer(4, on.toordinal() - _DAY_ZERO)


def timestamp(at: datetime) -> bytes:
    """A timestamptz; `at` has a zone."""
    since = at - _TIME_ZERO
    return _bigint(8, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def jsonb(content: bytes) -> bytes:
    return length(len(content) + 1) + b"\x01" + content
