"""The quick path: a part of a file in which every row is plainly fine, checked and written by the column.

It takes a part as a whole or leaves it as a whole. Where anything is off, or a contract asks for what it does not know, the rows
go through `check`, which alone decides what is bad and why; what both would accept they write alike (docs/adr/0011).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pyarrow as pa

from roundtrip.domain.feed import Feed
from roundtrip.load import splice, value, vector, wire
from roundtrip.load.check import content_hash, converter, in_clear, opening
from roundtrip.load.part import Fields, Part
from roundtrip.load.rows import Cutoff, Rows, Stamp
from roundtrip.load.rule import Rule, rules
from roundtrip.load.vector import Pieces, Vector

Columnar = Callable[[Part, Stamp], Rows | None]


def compiled(feed: Feed, as_of: date, pii_key: bytes, cutoff: datetime) -> Columnar:
    """Gives the rows of a part, or None where they need the exact path."""
    columns = _Columns(feed, as_of, pii_key, cutoff)
    knows_all = len(feed.sources()) == len(feed.columns) and all(column.is_plain for column in feed.columns.values())

    def rows(part: Part, stamp: Stamp) -> Rows | None:
        if not knows_all:
            return None
        try:
            return columns.rows(part.fields(), stamp)
        except vector.DOUBTS:
            return None

    return rows


class _Columns:
    """Raises one of vector.DOUBTS where any row may be bad."""

    def __init__(self, feed: Feed, as_of: date, pii_key: bytes, cutoff: datetime) -> None:
        of_contract = rules(feed, as_of)
        self._columns = [(rule, _vector(rule, pii_key)) for rule in of_contract]
        self._addresses = [(c.source(name), vector.by_value(in_clear(c))) for name, c in feed.addresses.items()]
        self._event = next((at for at, rule in enumerate(of_contract) if rule.within), None)
        self._cutoff = Cutoff(cutoff)
        self._keep_unknown = vector.by_value(value.each(value.json(is_text=False, most_bytes=None)))
        self._refuses_unknown = feed.unknown_columns == "refuse"
        self._has_versions = feed.mode == "upsert"
        self._opening = splice.constant(opening(feed))

    def rows(self, fields: Fields, stamp: Stamp) -> Rows:
        rows = len(fields.lines)
        columns = [self._pieces(fields, rule, write) for rule, write in self._columns]
        body = [piece for pieces in columns for piece in pieces] + self._extra(fields)
        version = splice.constant(wire.EMPTY)
        if self._has_versions:
            body = [splice.as_one(body, rows)]
            hashes = [content_hash(row) for row in body[0].of_rows(rows)]
            version = splice.of_array(pa.array(hashes, pa.binary()))
        clear = [piece for source, write in self._addresses for piece in write(fields.values[source])]
        line = vector.bigints(fields.lines)
        pieces = [self._opening, *body, version, line, *clear, splice.constant(stamp.written)]
        newest = None if self._event is None else self._cutoff.newest(vector.moments(columns[self._event][0], rows))
        names = frozenset(name for row in fields.unknown or () for name in row)
        return Rows(splice.payload(pieces, rows), rows, newest, names)

    def _pieces(self, fields: Fields, rule: Rule, write: Vector) -> Pieces:
        values = fields.values[rule.source]
        if rule.column.required and vector.has_gap(values):
            raise ValueError("missing")
        if not rule.within and vector.is_absent(values):
            return [splice.constant(wire.NULL)]
        return write(values)

    def _extra(self, fields: Fields) -> Pieces:
        if fields.unknown is None:
            return [splice.constant(wire.NULL)]
        if self._refuses_unknown:
            raise ValueError("unknown field")
        return self._keep_unknown([row or None for row in fields.unknown])


def _vector(rule: Rule, pii_key: bytes) -> Vector:
    column = rule.column
    quick: dict[str, Vector | None] = {
        "text": None if column.unquoted else vector.text(column, rule.most_bytes),
        "integer": None if column.quoted else vector.integer(column, rule.is_text),
        "boolean": None if rule.is_text else vector.boolean,
        "json": None if rule.is_text else vector.json(rule.most_bytes),
        "date": None if column.format else vector.day(rule.within),
        "timestamp": vector.timestamp(column, rule.zone, rule.within),
    }
    return quick.get(column.type) or vector.by_value(converter(rule, pii_key))
