"""Turns the values of a column into the bytes of its fields: a function a column, built once from its contract.

Every function raises ValueError with a reason where the contract refuses the value, and accepts nothing the server
would refuse: one row can then never spoil its file. NDJSON values come typed and must have the type; CSV values are text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson

from roundtrip.domain.column import Column
from roundtrip.load import wire

Convert = Callable[[list[Any]], list[bytes]]
"""The values of a column, none of them None, as fields; raises ValueError where the contract refuses any of them."""
ConvertOne = Callable[[Any], bytes]
BIGGEST = 2**63 - 1
EXACT = 2**53  # beyond it a JSON number with a fraction or exponent is no longer the integer that was meant
ADDRESS_BYTES = 4096
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNITS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,38}(?:\.[0-9]{0,38})?|\.[0-9]{1,38})(?:[eE][+-]?[0-9]{1,2})?")
_EMAIL = re.compile(r"[^\s@\x00-\x1f\x7f<>\"(),:;]{1,64}@[^\s@\x00-\x1f\x7f<>\"(),:;]{1,189}")
_PUNCTUATION = re.compile(
    r"[\s().\-/']"
)  # some exports lead with ' so that no spreadsheet takes the plus for a formula
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_BOOLEANS = {"true": wire.TRUE, "1": wire.TRUE, "false": wire.FALSE, "0": wire.FALSE}


def text(column: Column, most_bytes: int | None) -> Convert:
    """most_bytes binds columns that are indexed: keys and identifiers.

    The commonest type by far, so it is the one whose column is worked on as a whole: no Python call a value.
    """
    allowed = frozenset(column.one_of) if column.one_of else None
    matches = re.compile(column.pattern).fullmatch if column.pattern else None

    def convert(values: list[Any]) -> list[bytes]:
        if column.unquoted:
            values = list(map(_digits, values))
        if not set(map(type, values)) <= {str}:
            raise ValueError("not text")
        written = [value.encode() for value in values]
        sizes = list(map(len, written))
        if most_bytes and values and not 0 < min(sizes) <= max(sizes) <= most_bytes:
            raise ValueError(f"a key or identifier has 1 to {most_bytes} bytes")
        if allowed is not None and not allowed.issuperset(values):
            raise ValueError("not one of the allowed values")
        if matches is not None and not all(map(matches, values)):
            raise ValueError("does not match its pattern")
        return list(map(operator.add, map(wire.length, sizes), written))

    return convert


def _digits(value: Any) -> Any:
    """An integer as it is written; beyond 64 bits JSON readers differ, and it stays what it is."""
    return str(value) if type(value) is int and abs(value) <= BIGGEST else value


def each(convert: ConvertOne) -> Convert:
    """Works on a column value by value."""
    return lambda values: [convert(value) for value in values]


def integer(column: Column, is_text: bool) -> ConvertOne:
    least = -BIGGEST - 1 if column.minimum is None else column.minimum
    quoted = column.quoted

    def convert(value: Any) -> bytes:
        if _INTEGER.fullmatch(value) if is_text or (quoted and type(value) is str) else _is_whole(value):
            value = int(value)
        if type(value) is not int:
            raise ValueError(
                "not an integer" if type(value) is not float or abs(value) < EXACT else "integer out of range"
            )
        if not least <= value <= BIGGEST:
            raise ValueError("integer out of range" if abs(value) > BIGGEST else "below its minimum")
        return wire.bigint(value)

    return convert


def _is_whole(value: Any) -> bool:
    return type(value) is float and value.is_integer() and abs(value) < EXACT


def number(column: Column, is_text: bool) -> ConvertOne:
    """A float is written with all the digits it has."""
    least = column.minimum
    quoted = column.quoted

    def convert(value: Any) -> bytes:
        if type(value) is str:
            is_number = (is_text or quoted) and _NUMBER.fullmatch(value) is not None
        else:
            is_number = type(value) in (float, int, Decimal) and isfinite(value)
        if not is_number:
            raise ValueError("not a number")
        if least is not None and float(value) < least:
            raise ValueError("below its minimum")
        return wire.numeric(Decimal(str(value)))

    return convert


def boolean(value: Any) -> bytes:
    if type(value) is bool:
        return wire.TRUE if value else wire.FALSE
    raise ValueError("not true or false")


def boolean_text(value: Any) -> bytes:
    if written := _BOOLEANS.get(value.lower()):
        return written
    raise ValueError("not true or false")


def day(column: Column, within: tuple[datetime, datetime] | None) -> ConvertOne:
    bounds = within and (within[0].date(), within[1].date())
    parse = _parse_day(column)
    shown = date(2026, 1, 31).strftime(column.format or "%Y-%m-%d")

    def convert(value: Any) -> bytes:
        try:
            on = value if type(value) is date else parse(value)
        except (TypeError, ValueError):
            raise ValueError(f"not a date as in {shown}") from None
        if bounds and not bounds[0] <= on <= bounds[1]:
            raise ValueError("event time out of range")
        return wire.day(on)

    return convert


def _parse_day(column: Column) -> Callable[[Any], date]:
    if written := column.format:
        return lambda value: datetime.strptime(value, written).date()  # noqa: DTZ007 - a day has no zone
    return date.fromisoformat


def timestamp(column: Column, zone: tzinfo | None, within: tuple[datetime, datetime] | None) -> ConvertOne:
    parse, write, shown = _parse(column), wire.timestamp, _shown(column)

    def convert(value: Any) -> bytes:
        try:
            at = value if isinstance(value, datetime) else parse(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"not a time as in {shown}") from None
        if at.tzinfo is None:
            if zone is None:
                raise ValueError("time without a zone")
            at = at.replace(tzinfo=zone)
        if within and not within[0] <= at <= within[1]:
            raise ValueError("event time out of range")
        return write(at)

    return convert


def _parse(column: Column) -> Callable[[Any], datetime]:
    if written := column.format:
        return lambda value: datetime.strptime(value, written)  # noqa: DTZ007 - a zone it lacks is the feed's
    if not column.unit:
        return datetime.fromisoformat
    a_second = UNITS[column.unit]

    def since_1970(value: Any) -> datetime:
        if type(value) is not int and not _INTEGER.fullmatch(value):
            return datetime.fromisoformat(value)
        seconds, rest = divmod(int(value), a_second)
        return EPOCH + timedelta(seconds=seconds, microseconds=rest * 1_000_000 // a_second)

    return since_1970


def _shown(column: Column) -> str:
    moment = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    if column.unit:
        return f"{int(moment.timestamp()) * UNITS[column.unit]}"
    return moment.strftime(column.format) if column.format else "2026-01-31T23:59:59Z"


def json(is_text: bool, most_bytes: int | None) -> ConvertOne:
    def convert(value: Any) -> bytes:
        try:
            written = orjson.dumps(orjson.loads(value) if is_text else value, str, orjson.OPT_SORT_KEYS)
        except orjson.JSONDecodeError:
            raise ValueError("not JSON") from None
        except orjson.JSONEncodeError:
            raise ValueError("JSON nested too deep") from None
        if is_text and has_nul(written):
            raise ValueError("NUL byte")
        if most_bytes is not None and len(written) > most_bytes:
            raise ValueError(f"a key or identifier has 1 to {most_bytes} bytes")
        return wire.jsonb(written)

    return convert


def has_nul(written: bytes) -> bool:
    """Whether JSON holds an escaped NUL, which Postgres takes in no text; a backslash before it makes it harmless."""
    return b"\\u0000" in written and _ESCAPED_NUL.search(written) is not None


def email(value: Any) -> str:
    """The address as it is kept and compared: trimmed, in small letters."""
    if type(value) is not str or not _EMAIL.fullmatch(value.strip()):
        raise ValueError("not an e-mail address")
    return value.strip().lower()


def phone(value: Any) -> str:
    """The number as it is kept and compared, in E.164: a plus and digits. A number without its country is refused."""
    digits = _PUNCTUATION.sub("", value) if type(value) is str else ""
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not _PHONE.fullmatch(digits):
        raise ValueError("not a phone number with its country, as in +49 30 1234567")
    return digits


def push_token(value: Any) -> str:
    if type(value) is not str or len(value) > ADDRESS_BYTES or not _TOKEN.fullmatch(value):
        raise ValueError("not a push token")
    return value
