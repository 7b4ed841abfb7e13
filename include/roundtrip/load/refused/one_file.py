"""One file's refused rows, tried again inside one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, LiteralString

from psycopg import Connection

from roundtrip.domain.feed import Feed
from roundtrip.load.check import Check
from roundtrip.load.file import FileLoader
from roundtrip.load.records import Fault, Record
from roundtrip.load.refused.look import AT_A_TIME, Refused, refused
from roundtrip.load.refused.reading import Reading
from roundtrip.load.refused.sieve import Sieve
from roundtrip.load.tombstones import ERASED


@dataclass
class Retried:
    """What came of it."""

    loaded: int = 0
    duplicates: int = 0
    """Rows that raw had by now."""
    refused: Counter[Fault] = field(default_factory=Counter)
    cut: int = 0
    """Rows of which only the first 64 KiB were kept; not tried."""
    headless: Counter[str] = field(default_factory=Counter)
    """Rows by file whose header is nowhere any more; not tried."""


@dataclass(frozen=True)
class Again:
    """Tries the rows of one file after the other; the caller holds the transaction, one a file."""

    db: Connection[Any]
    feed: Feed
    check: Check
    loader: FileLoader
    night: date

    def retry(self, file: str, reason: str | None, reading: Reading, became: Retried) -> None:
        """Adds to `became`. Raises what the reading raises."""
        self.db.execute("create temporary table passing (quarantine_id bigint, line bigint) on commit drop")
        with Sieve(self.feed.name, file) as sieve:
            for some in _batches(refused(self.db, self.feed.name, file, reason)):
                self._sort(some, reading, sieve, became)
            reading.finish()
            if sieve.lines:
                self._load(sieve, became)

    def _sort(self, some: list[Refused], reading: Reading, sieve: Sieve, became: Retried) -> None:
        """Into the sieve what its contract takes by now; what it refuses for another reason than before is noted."""
        tried = [(row, record) for row in some if (record := _record(row, reading, became))]
        found = iter(self.check([record for _, record in tried if not isinstance(record.content, Fault)]))
        passing, changed = [], []
        for row, record in tried:
            fault = record.content if isinstance(record.content, Fault) else next(found)
            if not isinstance(fault, Fault):
                passing.append((row.quarantine_id, sieve.add(reading.header(row), record.raw)))
                continue
            became.refused[fault] += 1
            if fault != (row.reason, row.field):
                changed.append((row.quarantine_id, fault.reason, fault.field, self.night))
        self._copy("copy passing (quarantine_id, line) from stdin", passing)
        self._copy("copy raw.quarantine_retry (quarantine_id, reason, field, known_as_of) from stdin", changed)

    def _load(self, sieve: Sieve, became: Retried) -> None:
        landed = sieve.landed()
        tally = self.loader.load(landed, is_retry=True)
        if tally is None:
            raise RuntimeError(f"{landed.name}: the rows of a retry were taken for a file that was loaded before")
        became.loaded += tally.loaded
        became.duplicates += tally.duplicates
        if tally.quarantined:
            became.refused[ERASED] += tally.quarantined
        self.db.execute(
            "insert into raw.quarantine_retry (quarantine_id, line, batch_id, known_as_of)"
            " select p.quarantine_id, p.line, b.batch_id, b.known_as_of from passing p, raw.batch b"
            " where b.feed = %s and b.file = %s and b.fingerprint = %s",
            [self.feed.name, landed.name, landed.fingerprint],
        )

    def _copy(self, statement: LiteralString, rows: list[tuple[Any, ...]]) -> None:
        with self.db.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _record(row: Refused, reading: Reading, became: Retried) -> Record | None:
    if row.is_cut and not reading.is_whole:
        became.cut += 1
        return None
    record = reading.record(row)
    if record is None:
        became.headless[row.file] += 1
    return record


def _batches(rows: Iterator[Refused]) -> Iterator[list[Refused]]:
    while some := list(islice(rows, AT_A_TIME)):
        yield some
