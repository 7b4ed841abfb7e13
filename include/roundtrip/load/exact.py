"""The exact path: a part of a file record by record, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from roundtrip.domain.feed import Feed
from roundtrip.load import wire
from roundtrip.load.check import Check
from roundtrip.load.fault import Fault, Record
from roundtrip.load.rows import Cutoff, Rows, Stamp

BATCH_BYTES = 1 << 18
BATCH_RECORDS = 500


@dataclass(frozen=True)
class Checked:
    """What became of some records."""

    rows: Rows
    bad: list[tuple[Record, Fault]]


def compiled(feed: Feed, check: Check, cutoff: datetime) -> Callable[[Iterable[Record], Stamp], Iterator[Checked]]:
    """Gives the good rows and the bad records, a few hundred at a time."""
    known = feed.sources().keys()
    keeps_unknown = feed.unknown_columns == "keep"
    event = list(feed.columns).index(feed.event_time) if feed.event_time else None
    before = Cutoff(cutoff)

    def newest(rows: list[bytes]) -> int | None:
        if event is None:
            return None
        fields = (wire.field(row, event) for row in rows)
        return before.newest(np.array([wire.eight_byte(field) for field in fields if field != wire.NULL], np.int64))

    def checked(records: Iterable[Record], stamp: Stamp) -> Iterator[Checked]:
        for batch in _batches(records):
            judged = _judged(batch, check)
            good = [row for _, row in judged if not isinstance(row, Fault)]
            contents = (record.content for record, row in judged if keeps_unknown and not isinstance(row, Fault))
            unknown = frozenset(name for content in contents for name in content.keys() - known)  # type: ignore[union-attr] # a good row has fields
            payload = b"".join(part for row in good for part in (row, stamp.written))
            bad = [(record, fault) for record, fault in judged if isinstance(fault, Fault)]
            yield Checked(Rows(payload, len(good), newest(good), unknown), bad)

    return checked


def _judged(batch: list[Record], check: Check) -> list[tuple[Record, bytes | Fault]]:
    readable = iter(check([record for record in batch if not isinstance(record.content, Fault)]))
    return [(record, record.content if isinstance(record.content, Fault) else next(readable)) for record in batch]


def _batches(found: Iterable[Record]) -> Iterator[list[Record]]:
    """Records by the hundred, and fewer where they are long: what waits in memory is bounded in bytes."""
    batch: list[Record] = []
    size = 0
    for record in found:
        batch.append(record)
        size += len(record.raw)
        if size > BATCH_BYTES or len(batch) == BATCH_RECORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
