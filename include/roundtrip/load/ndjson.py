"""Files of one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from roundtrip.domain.feed import Feed
from roundtrip.load.fault import TOO_LONG, Fault, Record, fault_of_bytes
from roundtrip.load.part import Fields
from roundtrip.load.reader import MAX_LINE, lines_in
from roundtrip.load.typed import Columns
from roundtrip.load.value import has_nul

WORTH_HALVING = 1 << 17
"""Bytes: of fewer lines than these hold, checking by the column costs as much as one by one."""


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
    columns, first = Columns(feed), 1
    for block in blocks:
        yield _Lines(block, first, columns)
        first += lines_in(block)


@dataclass(frozen=True)
class _Lines:
    block: bytes
    first: int
    """The line it begins at, from 1."""
    columns: Columns

    stands_alone = True

    def halves(self) -> Sequence[_Lines]:
        if len(self.block) < WORTH_HALVING:
            return ()
        middle = self.block.find(b"\n", len(self.block) // 2) + 1
        head, tail = self.block[:middle], self.block[middle:]
        if not (head and tail):
            return ()
        return replace(self, block=head), replace(self, block=tail, first=self.first + lines_in(head))

    def fields(self) -> Fields:
        return self.columns.of(self.block, self.first)

    def records(self) -> Iterator[Record]:
        return records(self.block.removesuffix(b"\n").split(b"\n"), self.first)
