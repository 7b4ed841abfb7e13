"""Whole columns at once, as Arrow arrays: the quick twin of `value`, for columns in which nothing is off.

Every function takes a column's values (None where a row has none) and returns pieces that, spliced row by row, are the column's
fields in a binary COPY. Whatever is not plainly fine raises one of DOUBTS; it refuses nothing, for `value`
alone decides what is bad and why. What is accepted here gives byte for byte what `value` gives.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from roundtrip.domain.column import Column
from roundtrip.load import splice, value, wire
from roundtrip.load.cells import Strings
from roundtrip.load.part import Values
from roundtrip.load.rows import MICROSECOND, SERVER_ZERO, Moments
from roundtrip.load.splice import Offsets, Piece

Pieces = list[Piece]
Vector = Callable[[Values], Pieces]
DOUBTS = (ValueError, TypeError, OverflowError, RecursionError, pa.ArrowException, csv.Error)
MICROSECONDS_A_DAY = 86_400_000_000
NAIVE, ZONED = pa.timestamp("us"), pa.timestamp("us", "UTC")
SERVER_ZERO_SINCE_1970 = (SERVER_ZERO - value.EPOCH) // MICROSECOND
FIRST_YEAR = (datetime(1, 1, 1, tzinfo=SERVER_ZERO.tzinfo) - value.EPOCH) // MICROSECOND
"""Arrow knows a year 0, Python and the contract do not."""
LAST_CHANGE = (datetime(2037, 12, 31, tzinfo=SERVER_ZERO.tzinfo) - value.EPOCH) // MICROSECOND
"""Arrow reads the changes of a zone that its file lists, which end in 2037, and not the rule that goes on from there."""
_EIGHT_BYTE = np.dtype([("length", ">i4"), ("number", ">i8")])
_LINE_FEED = orjson.Fragment(b"\n")
PLAIN_INTEGER = "^-?[0-9]{1,18}$"
PLAIN_TIMES = {"%Y-%m-%d %H:%M:%S": "____-__-__ __:__:__", "%Y-%m-%dT%H:%M:%S": "____-__-__T__:__:__"}
"""Written forms that Arrow reads by itself, and what tells them from the others it reads."""


def text(column: Column, most_bytes: int | None) -> Vector:
    allowed = frozenset(column.one_of) if column.one_of else None
    matches = re.compile(column.pattern).fullmatch if column.pattern else None

    def vector(values: Values) -> Pieces:
        strings = values if isinstance(values, Strings) else _array(values, pa.string())
        sizes = _sizes(strings)
        if most_bytes and not 0 < sizes.min(where=sizes >= 0, initial=1) <= sizes.max(initial=0) <= most_bytes:
            raise ValueError("out of range")
        if allowed is not None and not allowed.issuperset(_distinct(strings)):
            raise ValueError("not one of the allowed values")
        if matches is not None and not all(map(matches, _distinct(strings))):
            raise ValueError("does not match its pattern")
        if isinstance(strings, Strings):
            return [strings.fields()]
        return [splice.of_records(sizes.astype(">i4")), splice.of_array(strings)]

    return vector


def integer(column: Column, is_text: bool) -> Vector:
    def vector(values: Values) -> Pieces:
        if is_text:
            written = _array(values, pa.string())
            if not pc.all(pc.match_substring_regex(written, PLAIN_INTEGER), min_count=0).as_py():
                raise ValueError("not plainly an integer")
            array = written.cast(pa.int64())
        else:
            array = _array(values, pa.int64())
        if column.minimum is not None:
            _require_within(array, column.minimum, value.BIGGEST)
        return _fixed(array, ">i8")

    return vector


def boolean(values: Values) -> Pieces:
    return _fixed(_array(values, pa.bool_()).cast(pa.uint8()), "u1")


def day(within: tuple[datetime, datetime] | None) -> Vector:
    zero = SERVER_ZERO_SINCE_1970 // MICROSECONDS_A_DAY
    first, last = (_days(moment) for moment in within) if within else (FIRST_YEAR // MICROSECONDS_A_DAY, 2**31 - 1)

    def vector(values: Values) -> Pieces:
        array = _array(values, pa.string() if _is_text(values) else pa.date32()).cast(pa.date32()).cast(pa.int32())
        _require_within(array, first, last)
        return _fixed(pc.subtract(array, pa.scalar(zero, pa.int32())), ">i4")

    return vector


def timestamp(column: Column, zone: str | None, within: tuple[datetime, datetime] | None) -> Vector | None:
    """None where only `value` reads times as this column writes them."""
    form = PLAIN_TIMES.get(column.format or "")
    if column.unit or (column.format and not form):
        return None
    first, last = (_microseconds(moment) for moment in within) if within else (FIRST_YEAR, value.BIGGEST)

    def vector(values: Values) -> Pieces:
        array = _array(values, pa.string()) if _is_text(values) else _times(values)
        if form and not (_is_text(values) and pc.all(pc.match_like(array, form), min_count=0).as_py()):
            raise ValueError("another form")
        since_1970 = _moments(array, zone, is_naive=bool(form) or array.type == NAIVE).cast(pa.int64())
        _require_within(since_1970, first, last)
        return _fixed(pc.subtract(since_1970, SERVER_ZERO_SINCE_1970), ">i8")

    return vector


def json(most_bytes: int | None) -> Vector:
    """Of values that are read already. All are written in one go, with line feeds between them, which JSON has in no string."""

    def vector(values: Values) -> Pieces:
        found = values.to_pylist() if isinstance(values, pa.Array | Strings) else values
        lined: list[Any] = [_LINE_FEED] * (2 * len(found) + 1)
        lined[1::2] = found
        written = orjson.dumps(lined, str, orjson.OPT_SORT_KEYS)
        content = np.frombuffer(written, np.uint8)
        between = np.flatnonzero(content == ord("\n"))
        starts, ends = between[:-1] + len("\n,"), between[1:] - len(",")
        is_null = content[starts] == ord("n")
        if np.count_nonzero(is_null) != found.count(None):
            raise ValueError("not a number")  # which is written as null
        sizes = np.where(is_null, -1, ends - starts)
        if most_bytes and sizes.max(initial=0) > most_bytes:
            raise ValueError("out of range")
        heads = np.empty(len(sizes), [("length", ">i4"), ("version", "u1")])
        heads["length"], heads["version"] = np.where(is_null, -1, sizes + 1), 1
        return [
            splice.of_records(heads, np.where(is_null, len(wire.NULL), heads.itemsize)),
            Piece(written, starts, np.where(is_null, starts, ends)),
        ]

    return vector


def by_value(convert: value.Convert) -> Vector:
    """A type that has no quicker way: as the row path does it, a column at a time."""

    def vector(values: Values) -> Pieces:
        found = values.to_pylist() if isinstance(values, pa.Array | Strings) else values
        written = iter(convert([value for value in found if value is not None]))
        fields = [wire.NULL if value is None else next(written) for value in found]
        return [splice.of_array(pa.array(fields, pa.binary()))]

    return vector


def has_gap(values: Values) -> bool:
    """Whether some row has no value."""
    return values.null_count > 0 if isinstance(values, pa.Array | Strings) else None in values


def is_absent(values: Values) -> bool:
    """Whether no row has a value, as in columns that few feeds fill."""
    if isinstance(values, pa.Array | Strings):
        return bool(values.null_count == len(values))
    return values[0] is None and values.count(None) == len(values)


def bigints(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> Piece:
    """Fields of a column without gaps."""
    fields = np.empty(len(numbers), _EIGHT_BYTE)
    fields["length"], fields["number"] = 8, numbers
    return splice.of_records(fields)


def moments(piece: Piece, rows: int) -> Moments:
    """What the fields of a column of times or dates hold, in microseconds since 2000; a gap holds none."""
    if not isinstance(piece.starts, int) and (piece.ends - piece.starts == _EIGHT_BYTE.itemsize).all():
        return np.frombuffer(piece.buffer, _EIGHT_BYTE)["number"].astype(np.int64)
    fields = piece.of_rows(rows)
    return np.array([wire.eight_byte(field) for field in fields if field != wire.NULL], np.int64)


def _array(values: Values, kind: pa.DataType) -> pa.Array:
    if isinstance(values, Strings):
        values = values.array()
    if not isinstance(values, pa.Array):
        return pa.array(values, kind)
    if values.type != kind:
        raise TypeError(f"{values.type} is not {kind}")
    return values


def _times(array: pa.Array) -> pa.Array:
    if array.type not in (NAIVE, ZONED):
        raise TypeError(f"{array.type} is no time")
    return array


def _is_text(values: Values) -> bool:
    return not isinstance(values, pa.Array) or pa.types.is_string(values.type)


def _distinct(strings: pa.Array | Strings) -> list[Any]:
    return list(pc.unique(_array(strings, pa.string())).drop_null().to_pylist())


def _sizes(strings: pa.Array | Strings) -> Offsets:
    """Bytes of each; -1 where there is none, as COPY has it."""
    if isinstance(strings, Strings):
        return strings.sizes
    return pc.fill_null(pc.binary_length(strings), -1).to_numpy()  # type: ignore[no-any-return]


def _moments(array: pa.Array, zone: str | None, is_naive: bool) -> pa.Array:
    """Times that state their zone, or all of them in the feed's; a local time that never was is left to `value`, and so is one
    for which Arrow knows no summer time any more."""
    if not is_naive:
        try:
            return array.cast(ZONED)
        except pa.ArrowInvalid:
            if zone is None:
                raise
    if zone is None:
        raise ValueError("time without a zone")
    local = array.cast(NAIVE)
    if zone != "UTC":
        _require_within(local.cast(pa.int64()), FIRST_YEAR, LAST_CHANGE)
    return pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="raise")


def _require_within(array: pa.Array, least: int, most: int) -> None:
    found = pc.min_max(array).as_py()
    if found["min"] is not None and not least <= found["min"] <= found["max"] <= most:
        raise ValueError("out of range")


def _fixed(array: pa.Array, kind: str) -> Pieces:
    """Fields of one width; a null has a length of -1 and nothing after it."""
    fields = np.zeros(len(array), [("length", ">i4"), ("number", kind)])
    fields["length"], fields["number"] = np.dtype(kind).itemsize, pc.fill_null(array, 0).to_numpy()
    if not array.null_count:
        return [splice.of_records(fields)]
    is_null = pc.is_null(array).to_numpy(zero_copy_only=False)
    fields["length"][is_null] = -1
    return [splice.of_records(fields, np.where(is_null, len(wire.NULL), fields.itemsize))]


def _microseconds(moment: datetime) -> int:
    return (moment - value.EPOCH) // MICROSECOND


def _days(moment: datetime) -> int:
    return _microseconds(moment) // MICROSECONDS_A_DAY
