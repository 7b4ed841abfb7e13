"""CSV files: a header, then rows, whose quoted fields may hold newlines. Each physical line ends up in exactly one record."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from roundtrip.domain.feed import Feed
from roundtrip.load.fault import TOO_LONG, Fault, Record, fault_of_bytes
from roundtrip.load.landing import RefusedFile
from roundtrip.load.part import Fields, Part
from roundtrip.load.reader import MAX_LINE


def records(feed: Feed, lines: Iterator[bytes]) -> Iterator[Record]:
    """Every record after the header; raises RefusedFile where the header does not fit the contract."""
    for part in _parts(feed, ([line] for line in lines)):
        yield from part.records()


def parts(feed: Feed, blocks: Iterator[bytes]) -> Iterator[_Lines]:
    """blocks: of whole lines each. Raises RefusedFile where the header does not fit the contract."""
    return _parts(feed, (block.removesuffix(b"\n").split(b"\n") for block in blocks))


def _parts(feed: Feed, blocks: Iterator[list[bytes]]) -> Iterator[_Lines]:
    source = _Source(blocks)
    table = _Table(_header(feed, source), feed)
    while waiting := source.waiting():
        at = source.number
        yield _Lines(waiting, table, source)
        if source.number == at:  # read by the column: nothing was taken one by one
            source.skip(len(waiting))


@dataclass(frozen=True)
class _Table:
    header: list[str]
    feed: Feed

    def content(self, row: list[str]) -> dict[str, Any]:
        return {name: value or None for name, value in zip(self.header, row, strict=True)}


class _Source:
    """Feeds csv.reader line by line and remembers the bytes of the record it is at; lines can be handed back."""

    def __init__(self, blocks: Iterator[list[bytes]]) -> None:
        self._blocks = blocks
        self._next: list[bytes] = []
        """Lines at hand, the next one last."""
        self.number = 0
        """Lines taken so far."""
        self.taken: list[bytes] = []
        self._taken_bytes = 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if not self._next:
            self._next = next(self._blocks)[::-1]
        raw = self._next.pop()
        self.number += 1
        self.taken.append(raw)
        self._taken_bytes += len(raw) + 1
        if self._taken_bytes > MAX_LINE:
            raise csv.Error(TOO_LONG)
        return raw.decode("utf-8", "surrogateescape") + "\n"

    def waiting(self) -> list[bytes]:
        """The lines at hand, of a block or what is left of it; empty at the file's end."""
        if not self._next:
            self._next = next(self._blocks, [])[::-1]
        return self._next[::-1]

    def skip(self, lines: int) -> None:
        del self._next[-lines:]
        self.number += lines

    def start(self) -> None:
        """The next line begins a record."""
        self.taken, self._taken_bytes = [], 0

    def hand_back_all_but_first(self) -> None:
        """An open quote swallowed lines that are none of its business: read them again on their own."""
        self._next += reversed(self.taken[1:])
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]


@dataclass(frozen=True)
class _Lines:
    waiting: list[bytes]
    table: _Table
    source: _Source

    stands_alone = False

    def halves(self) -> Sequence[Part]:
        return ()

    def fields(self) -> Fields:
        text = b"\n".join(self.waiting)
        if b"\0" in text or max(map(len, self.waiting)) >= MAX_LINE:
            raise ValueError("lines that are no plain rows")
        rows = list(csv.reader(text.decode().split("\n"), strict=True, delimiter=self.table.feed.delimiter))
        if len(rows) != len(self.waiting) or set(map(len, rows)) != {len(self.table.header)}:
            raise ValueError("not one row a line")
        first = self.source.number + 1
        columns = dict(
            zip(
                self.table.header,
                ([value or None for value in column] for column in zip(*rows, strict=True)),
                strict=True,
            )
        )
        known = self.table.feed.sources().keys()
        values = {name: columns.pop(name, [None] * len(rows)) for name in known}
        return Fields(np.arange(first, first + len(rows), dtype=np.int64), values, self._unknown(columns))

    def _unknown(self, columns: dict[str, list[Any]]) -> list[dict[str, Any]] | None:
        if not columns or self.table.feed.unknown_columns == "drop":
            return None
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def records(self) -> Iterator[Record]:
        """The records that start in these lines; the last may end beyond them."""
        end = self.source.number + len(self.waiting)
        while self.source.number < end:
            yield self._next()

    def _next(self) -> Record:
        self.source.start()
        first = self.source.number + 1
        content: dict[str, Any] | Fault
        try:
            row = next(csv.reader(self.source, strict=True, delimiter=self.table.feed.delimiter))
        except csv.Error as error:
            content = _not_csv(self.source.taken, error)
            self.source.hand_back_all_but_first()
            return Record(first, self.source.taken[0], content)
        raw = b"\n".join(self.source.taken)
        if fault := fault_of_bytes(raw):
            content = fault
        elif len(row) != len(self.table.header):
            content = Fault("wrong number of columns")
        else:
            content = self.table.content(row)
        return Record(first, raw, content)


def _not_csv(taken: list[bytes], error: csv.Error) -> Fault:
    if fault := fault_of_bytes(taken[0]):
        return fault
    if len(taken) == 1 and str(error).startswith("field larger"):
        return Fault(f"field longer than {csv.field_size_limit() >> 10} KiB")
    return Fault("not CSV: a stray or open quote")


def _header(feed: Feed, source: _Source) -> list[str]:
    """The file's column names; raises RefusedFile where they do not fit the contract. An empty file has none."""
    try:
        header = [name.strip() for name in next(csv.reader(source, strict=True, delimiter=feed.delimiter))]
    except StopIteration:
        return []
    except csv.Error as error:
        raise RefusedFile(f"line 1 is no CSV header ({error}); send a line with the column names first") from error
    expected = feed.sources()
    lacking = feed.lacking(header)
    if fault := fault_of_bytes(source.taken[0]):
        raise RefusedFile(f"line 1 is no CSV header ({fault.reason}); send a line with the column names first")
    if lacking:
        raise RefusedFile(
            f"line 1: the header lacks {', '.join(lacking)}; it has {', '.join(header)}. Send them, or change the contract"
        )
    if len(set(header)) < len(header):
        raise RefusedFile("line 1: the header names a column twice; give each a name of its own")
    if feed.unknown_columns == "refuse" and (unknown := [name for name in header if name not in expected]):
        raise RefusedFile(
            f"line 1: the contract does not know {', '.join(unknown)}; add them to it, or write `unknown_columns: keep`"
        )
    return header
