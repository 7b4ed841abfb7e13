"""Files of one JSON object a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
import orjson

from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed
from roundtrip.load.fault import TOO_LONG, Fault, Record, fault_of_bytes
from roundtrip.load.part import Block, Fields
from roundtrip.load.reader import MAX_LINE
from roundtrip.load.value import BIGGEST, has_nul

ABSENT = msgspec.Raw(b"null")
TYPES: dict[str, Any] = {"integer": int, "number": int | float, "boolean": bool, "json": msgspec.Raw}


def records(lines: Iterable[bytes], first: int = 1) -> Iterator[Record]:
    """One record a line, whatever the line holds."""
    loads = orjson.loads
    for number, raw in enumerate(lines, first):
        content: Any
        if len(raw) > MAX_LINE:
            content = Fault(TOO_LONG)
        else:
            try:
                content = loads(raw)
            except orjson.JSONDecodeError:
                content = fault_of_bytes(raw) or Fault("not JSON")
            else:
                if type(content) is not dict:
                    content = Fault("not a JSON object")
                elif has_nul(raw):
                    content = Fault("NUL byte")
        yield Record(number, raw, content)


def parts(feed: Feed, blocks: Iterator[bytes]) -> Iterator[_Lines]:
    """blocks: of whole lines each."""
    read, first = reader(feed), 1
    for block in blocks:
        yield read(Block(block, first))
        first += block.count(b"\n")


def reader(feed: Feed) -> Callable[[Block], _Lines]:
    """Reads blocks of the feed's files as parts."""
    decode = _decoder(feed)
    return lambda block: _Lines(block, decode)


@dataclass(frozen=True)
class _Lines:
    block: Block
    decode: Callable[[bytes], dict[str, list[Any]]]

    def fields(self) -> Fields:
        content, first = self.block
        lines = _objects(content)
        values = self.decode(content)
        if len(next(iter(values.values()))) != lines:
            raise ValueError("several objects in a line")
        return Fields(np.arange(first, first + lines, dtype=np.int64), values)

    def records(self) -> Iterator[Record]:
        return records(self.block.content.removesuffix(b"\n").split(b"\n"), self.block.first)


def _decoder(feed: Feed) -> Callable[[bytes], dict[str, list[Any]]]:
    """Decodes lines to columns; a field the contract does not know, or of a type it does not say, raises MsgspecError."""
    columns = [(f"c{number}", c.source(name), c) for number, (name, c) in enumerate(feed.columns.items())]
    row = msgspec.defstruct(
        "Row",
        [(name, *_typed(column)) for name, _, column in columns],
        rename={name: source for name, source, _ in columns},
        forbid_unknown_fields=True,
        gc=False,
    )
    lines = msgspec.json.Decoder(row)
    readers = [(source, attrgetter(name), _told_apart(column)) for name, source, column in columns]

    def decode(block: bytes) -> dict[str, list[Any]]:
        rows = lines.decode_lines(block)
        return {source: told_apart(list(map(field, rows))) for source, field, told_apart in readers}

    return decode


def _typed(column: Column) -> tuple[Any, Any]:
    """Type and default of a field."""
    if column.type == "json":
        return msgspec.Raw, ABSENT
    kind = TYPES.get(column.type, str)
    if column.unit or column.unquoted:
        kind = int | str
    return (kind | str | None if column.quoted else kind | None), None


def _told_apart(column: Column) -> Callable[[list[Any]], list[Any]]:
    """What makes of decoded values those that orjson would have read."""
    if column.type == "json":
        return lambda values: [None if value is ABSENT else orjson.loads(bytes(value)) for value in values]
    return _as_doubles if column.type == "number" else lambda values: values


def _as_doubles(values: list[Any]) -> list[Any]:
    if any(type(value) is int and abs(value) > BIGGEST for value in values):
        raise ValueError("an integer that only a double holds")
    return values


def _objects(block: bytes) -> int:
    """The number of lines, where each begins and ends as an object does and none is too long; else raises ValueError.

    Between two such lines no object is open. So each holds one at least, and where there are as many objects as lines, one.
    """
    content = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(content == ord("\n"))
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    starts = np.concatenate(([0], ends[:-1] + 1))
    last = content[ends - 1]
    last = np.where(last == ord("\r"), content[ends - 2], last)
    is_plain = (content[starts] == ord("{")).all() and (last == ord("}")).all() and (ends - starts).max() <= MAX_LINE
    if not is_plain or b"\\u0000" in block:
        raise ValueError("lines that are no plain objects")
    return len(ends)
