"""Postgres's binary COPY format: what the server takes with the least work, and without any escaping."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from struct import Struct

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
EMPTY = bytes(4)
"""A text of no bytes."""
TRUE, FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"

length = Struct("!i").pack
_row = Struct("!h").pack
_bigint = Struct("!iq").pack
_integer = Struct("!ii").pack
_numeric = Struct("!ihhHh").pack
_NEGATIVE = 0x4000
_GROUP = 10_000
"""A numeric is a row of such digits."""
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


def numeric(number: Decimal) -> bytes:
    """A numeric with all the digits it was written with, as the server reads its text; raises struct.error beyond its range."""
    sign, digits, exponent = number.as_tuple()
    shown = max(-int(exponent), 0)
    rest = -shown % 4
    whole = int("".join(map(str, digits))) * 10 ** (max(int(exponent), 0) + rest)
    groups: list[int] = []
    while whole:
        whole, group = divmod(whole, _GROUP)
        groups.append(group)
    weight = len(groups) - (shown + rest) // 4 - 1 if groups else 0
    first = next((at for at, group in enumerate(groups) if group), 0)
    significant = groups[first:][::-1]
    is_negative = _NEGATIVE if sign and groups else 0
    head = _numeric(8 + 2 * len(significant), len(significant), weight, is_negative, shown)
    return head + Struct(f"!{len(significant)}h").pack(*significant)


def eight_byte(field: bytes) -> int:
    """The number in a bigint or timestamptz; of a day its microseconds."""
    number = int.from_bytes(field[4:], signed=True)
    return number if len(field) == 12 else number * 86_400_000_000  # noqa: PLR2004 - four bytes of length before eight


def field(row: bytes, index: int) -> bytes:
    """A field of a row, its length first."""
    at = 2
    for _ in range(index):
        at += 4 + max(int.from_bytes(row[at : at + 4], signed=True), 0)
    return row[at : at + 4 + max(int.from_bytes(row[at : at + 4], signed=True), 0)]
