"""The cells of NDJSON as columns, each read as its type says and no laxer than a reader of JSON would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed
from roundtrip.load.cells import Cells, Others, Positions, Strings, texts
from roundtrip.load.cut import QUOTE, cut
from roundtrip.load.part import Fields, Values

Read = Callable[[Cells, int], Values]
"""A column by its number; raises one of vector.DOUBTS where a value has another type."""
INTEGER = "^(0|-?[1-9][0-9]{0,17})$"


class Columns:
    """The columns of a feed's files."""

    def __init__(self, feed: Feed) -> None:
        self._read = {column.source(name): _read(column) for name, column in feed.columns.items()}
        self._names = pa.array([orjson.dumps(source)[1:-1].decode() for source in self._read])
        self._drops_unknown = feed.unknown_columns == "drop"

    def of(self, block: bytes, first: int) -> Fields:
        """first: the line it begins at. Raises one of vector.DOUBTS where the block is not plainly fine."""
        found = cut(block, self._names)
        values = {source: read(found, number) for number, (source, read) in enumerate(self._read.items())}
        rows = found.starts.shape[1]
        unknown = found.others and self._unknown(found.others, rows)
        return Fields(np.arange(first, first + rows), values, None if self._drops_unknown else unknown)

    def _unknown(self, others: Others, rows: int) -> list[dict[str, Any]]:
        """By row; raises ValueError where a name is one of the contract's after all, only spelled with escapes."""
        names = [orjson.loads(f'"{name}"') for name in others.names.to_pylist()]
        if not self._read.keys().isdisjoint(names):
            raise ValueError("a field under another spelling")
        unknown: list[dict[str, Any]] = [{} for _ in range(rows)]
        for row, name, value in zip(others.rows.tolist(), names, others.values.to_pylist(), strict=True):
            unknown[row][name] = orjson.loads(value)
        return unknown


def _read(column: Column) -> Read:
    if column.type in ("number", "json") or column.unit or column.quoted or column.unquoted:
        return _anything
    return {"integer": _integers, "boolean": _booleans}.get(column.type, _strings)


def _anything(found: Cells, number: int) -> Values:
    """Value by value."""
    return [None if raw is None else orjson.loads(raw) for raw in found.raw(number).to_pylist()]


def _strings(found: Cells, number: int) -> Values:
    starts, ends = found.starts[number], found.ends[number]
    is_string = found.content[starts] == QUOTE
    if np.count_nonzero(is_string) != np.count_nonzero(starts != ends):
        _require_null(found, starts[~is_string], ends[~is_string])
    strings = Strings(found, starts + is_string, np.where(is_string, ends - 1, starts), is_string)
    return _unescaped(strings.array()) if found.has_escapes else strings


def _integers(found: Cells, number: int) -> Values:
    written = _without_null(found.raw(number))
    if not pc.all(pc.match_substring_regex(written, INTEGER), min_count=0).as_py():
        raise ValueError("not plainly an integer")
    return written.cast(pa.int64())


def _booleans(found: Cells, number: int) -> Values:
    written = _without_null(found.raw(number))
    is_true, is_false = pc.equal(written, "true"), pc.equal(written, "false")
    if not pc.all(pc.or_(is_true, is_false), min_count=0).as_py():
        raise ValueError("not true or false")
    return is_true


def _require_null(found: Cells, starts: Positions, ends: Positions) -> None:
    is_there = starts != ends
    if not pc.all(pc.equal(texts(found.block, starts[is_there], ends[is_there]), "null"), min_count=0).as_py():
        raise ValueError("not text")


def _without_null(raw: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(raw, "null"), pa.scalar(None, pa.string()), raw)


def _unescaped(strings: pa.Array) -> pa.Array:
    is_escaped = pc.fill_null(pc.match_substring(strings, "\\"), False)
    written = [orjson.loads(f'"{text}"') for text in strings.filter(is_escaped).to_pylist()]
    return pc.replace_with_mask(strings, is_escaped, pa.array(written, pa.string()))
