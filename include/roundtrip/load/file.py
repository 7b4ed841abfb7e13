"""Loads one file in one transaction: all of it, or nothing and a RefusedFile. Constant memory, one pass over the bytes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

from psycopg import Connection, sql

from roundtrip.db.lock import LOADING
from roundtrip.domain.feed import Feed
from roundtrip.load import check, columnar, dedup, exact, tables
from roundtrip.load.ahead import checked
from roundtrip.load.arrivals import Arrivals
from roundtrip.load.fault import Fault, Record
from roundtrip.load.landing import LandedFile, RefusedFile
from roundtrip.load.quarantine import Quarantine
from roundtrip.load.reader import checksum
from roundtrip.load.report import Tally
from roundtrip.load.rows import SERVER_ZERO, Rows, Stamp
from roundtrip.load.source import Source, opened
from roundtrip.load.tombstones import ERASED, Tombstones

REPORTED = 20
"""Names of unknown columns."""


@dataclass
class _Seen:
    """What was read of a file so far."""

    good: int = 0
    bad: int = 0
    newest: int | None = None
    unknown: set[str] = field(default_factory=set)

    def add(self, rows: Rows) -> None:
        self.good += rows.count
        self.newest = max((moment for moment in (self.newest, rows.newest) if moment is not None), default=None)
        self.unknown |= rows.unknown


class FileLoader:
    """Loads the files of one feed on one connection."""

    def __init__(self, db: Connection[Any], feed: Feed, as_of: date, cutoff: datetime, pii_key: bytes) -> None:
        """cutoff: as_of 00:00 in the reporting zone; later events do not make a feed fresh."""
        self._db, self._feed = db, feed
        self._as_of, self._cutoff = as_of, cutoff
        self._columnar = columnar.compiled(feed, as_of, pii_key, cutoff)
        self._exact = exact.compiled(feed, check.compiled(feed, as_of, pii_key), cutoff)
        self._dedup = dedup.statements(feed)
        self._tombstones = Tombstones(db, feed, pii_key)
        with db.transaction():
            db.execute(tables.stage(feed))

    def load(self, file: LandedFile, *, is_retry: bool = False) -> Tally | None:
        """The file's tally, or None when its content was loaded before; raises RefusedFile.

        is_retry: its rows came before and lie in quarantine; the batch takes them out of there.
        """
        with self._db.transaction():
            self._db.execute("select pg_advisory_xact_lock_shared(%s)", [LOADING])
            self._db.execute("select pg_advisory_xact_lock(hashtext('raw.' || %s))", [self._feed.name])
            self._tombstones.refresh()
            if self._is_known(file):
                return None
            stamp = Stamp(self._value("select nextval('raw.batch_batch_id_seq')"), self._as_of)
            source = opened(self._feed, file)
            quarantine = Quarantine(self._feed.name, file.name, stamp.batch_id, self._as_of)
            is_direct = not self._feed.addresses and not self._tombstones.any
            with Arrivals(self._db, self._feed, self._dedup, is_direct=is_direct) as arrivals:
                seen = self._read(source, stamp, arrivals, quarantine)
            if not file.is_unchanged():
                raise RefusedFile("changed while it was read; it is loaded once it stays as it is")
            erased = self._tombstones.take_out(sql.Identifier("stage"))
            for line in erased:
                quarantine.add(Record(line, b"", ERASED), ERASED)
            loaded = arrivals.settle(gone=len(erased))
            duplicates = seen.good - len(erased) - loaded
            unknown = tuple(sorted(seen.unknown)[:REPORTED])
            tally = Tally(seen.good + seen.bad, loaded, quarantine.land(self._db), duplicates, unknown)
            self._record(stamp.batch_id, file, source.checksum, seen.newest, tally.of_retry() if is_retry else tally)
            return tally

    def _is_known(self, file: LandedFile) -> bool:
        """Whether these very bytes were loaded and still say the last word; only a file of a size known before is read for it."""
        is_candidate = self._value(_IS_SIZE_KNOWN, [self._feed.name, file.size]) or self._tombstones.any
        if not is_candidate:
            return False
        found = checksum(file)
        return self._tombstones.has_file(found) or bool(
            self._value(self._dedup.is_known, {"feed": self._feed.name, "file": file.name, "checksum": found})
        )

    def _read(self, source: Source, stamp: Stamp, arrivals: Arrivals, quarantine: Quarantine) -> _Seen:
        seen = _Seen()
        with closing(checked(source.parts(), self._columnar, stamp)) as parts:
            for part, rows in parts:
                if rows:
                    seen.add(rows)
                    arrivals.add(rows)
                    continue
                for judged in self._exact(part.records(), stamp):
                    seen.add(judged.rows)
                    arrivals.add(judged.rows)
                    seen.bad += len(judged.bad)
                    for record, fault in judged.bad:
                        self._quarantine(quarantine, record, fault)
        return seen

    def _quarantine(self, quarantine: Quarantine, record: Record, fault: Fault) -> None:
        if self._tombstones.are_in(record.raw):
            record, fault = record._replace(raw=b""), ERASED
        quarantine.add(record, fault)

    def _record(self, batch_id: int, file: LandedFile, checksum: str, newest: int | None, tally: Tally) -> None:
        self._db.execute(
            "insert into raw.batch (batch_id, feed, file, fingerprint, checksum, bytes, rows_in, rows_loaded, rows_quarantined,"
            " rows_duplicate, newest_at, known_as_of) overriding system value values (%(batch_id)s, %(feed)s, %(file)s,"
            " %(fingerprint)s, %(checksum)s, %(bytes)s, %(rows_in)s, %(loaded)s, %(quarantined)s, %(duplicates)s, %(newest_at)s, %(as_of)s)",
            {"batch_id": batch_id, "feed": self._feed.name, "file": file.name, "fingerprint": file.fingerprint}
            | {"checksum": checksum, "bytes": file.size, "newest_at": self._newest_at(newest), "as_of": self._as_of}
            | asdict(tally),
        )

    def _newest_at(self, newest: int | None) -> datetime | None:
        """The latest event before the cutoff; where a feed's rows state no time, the night vouches for its file."""
        if self._feed.event_time is None:
            return self._cutoff
        return None if newest is None else SERVER_ZERO + timedelta(microseconds=newest)

    def _value(self, query: LiteralString | sql.Composed, parameters: Any = None) -> Any:
        row = self._db.execute(query, parameters).fetchone()
        return row[0] if row else None


_IS_SIZE_KNOWN: LiteralString = "select exists (select from raw.batch where feed = %s and bytes = %s)"
