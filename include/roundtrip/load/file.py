"""Loads one file in one transaction: all of it, or nothing and a RefusedFile. Constant memory, one pass over the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, LiteralString

from psycopg import Connection, sql

from roundtrip.db.lock import LOADING
from roundtrip.domain.feed import Feed
from roundtrip.load import dedup, tables, wire
from roundtrip.load.check import Check
from roundtrip.load.landing import LandedFile, RefusedFile
from roundtrip.load.quarantine import Quarantine
from roundtrip.load.reader import Reader
from roundtrip.load.records import Fault, Record, records
from roundtrip.load.report import Tally
from roundtrip.load.tombstones import ERASED, Tombstones

BATCH_BYTES = 1 << 18
BATCH_RECORDS = 500


class FileLoader:
    """Loads the files of one feed on one connection."""

    def __init__(
        self, db: Connection[Any], feed: Feed, check: Check, as_of: date, cutoff: datetime, *, tombstones: Tombstones
    ) -> None:
        """cutoff: as_of 00:00 in the reporting zone; later events do not make a feed fresh."""
        self._db, self._feed, self._check = db, feed, check
        self._as_of, self._cutoff = as_of, cutoff
        self._tombstones = tombstones
        self._dedup = dedup.statements(feed)
        with db.transaction():
            db.execute(tables.stage(feed))

    def load(self, file: LandedFile, *, is_retry: bool = False) -> Tally | None:
        """The file's tally, or None when its content was loaded before; raises RefusedFile.

        is_retry: its rows came before and lie in quarantine; the batch takes them out of there.
        """
        with self._db.transaction():
            self._db.execute("select pg_advisory_xact_lock_shared(%s)", [LOADING])
            self._tombstones.refresh()
            batch_id = self._value("select nextval('raw.batch_batch_id_seq')")
            reader, quarantine = Reader(file), Quarantine(self._feed.name, file.name, batch_id, self._as_of)
            rows_in, staged = self._fill_stage(reader, quarantine)
            if not file.is_unchanged():
                raise RefusedFile("changed while it was read; it is loaded once it stays as it is")
            self._db.execute("select pg_advisory_xact_lock(hashtext('raw.' || %s))", [self._feed.name])
            known = "select exists (select from raw.batch where feed = %s and checksum = %s)"
            if self._tombstones.has_file(reader.checksum) or self._value(known, [self._feed.name, reader.checksum]):
                return None
            erased = self._tombstones.take_out(sql.Identifier("stage"))
            for line in erased:
                quarantine.add(Record(line, b"", ERASED), ERASED)
            staged -= len(erased)
            loaded = self._land(batch_id, staged)
            tally = Tally(rows_in, loaded, quarantine.land(self._db), staged - loaded, self._unknown_columns())
            self._record(batch_id, file, reader.checksum, tally.of_retry() if is_retry else tally)
            return tally

    def _fill_stage(self, reader: Reader, quarantine: Quarantine) -> tuple[int, int]:
        """Copies every good record to the stage; returns how many records were read, and how many the server took."""
        rows, cursor = 0, self._db.cursor()
        with closing(reader.lines()) as lines, cursor.copy("copy stage from stdin (format binary)") as copy:
            copy.write(wire.HEADER)
            for batch in _batches(records(self._feed, lines)):
                rows += len(batch)
                readable = [record for record in batch if not isinstance(record.content, Fault)]
                checked = iter(self._check(readable))
                found = [
                    (record, record.content if isinstance(record.content, Fault) else next(checked)) for record in batch
                ]
                copy.write(b"".join(row for _, row in found if not isinstance(row, Fault)))
                for record, fault in found:
                    if isinstance(fault, Fault):
                        is_erased = self._tombstones.are_in(record.raw)
                        quarantine.add(
                            record._replace(raw=b"") if is_erased else record, ERASED if is_erased else fault
                        )
            copy.write(wire.TRAILER)
        return rows, cursor.rowcount

    def _land(self, batch_id: int, staged: int) -> int:
        for name, column in self._feed.addresses.items():
            statement = "insert into crm.address select distinct {}, {}, {} from stage where {} is not null on conflict do nothing"
            clear = sql.Identifier(f"{name}_clear")
            self._db.execute(
                sql.SQL(statement).format(sql.Identifier(f"{name}_hash"), sql.Literal(column.type), clear, clear)
            )
        fresh = self._db.execute(self._dedup.find_fresh).rowcount
        keep = self._dedup.keep_all if fresh == staged else self._dedup.keep_fresh
        return self._db.execute(keep, {"batch_id": batch_id, "as_of": self._as_of}).rowcount

    def _record(self, batch_id: int, file: LandedFile, checksum: str, tally: Tally) -> None:
        self._db.execute(
            "insert into raw.batch (batch_id, feed, file, fingerprint, checksum, bytes, rows_in, rows_loaded, rows_quarantined,"
            " rows_duplicate, newest_at, known_as_of) overriding system value values (%(batch_id)s, %(feed)s, %(file)s,"
            " %(fingerprint)s, %(checksum)s, %(bytes)s, %(rows_in)s, %(loaded)s, %(quarantined)s, %(duplicates)s, %(newest_at)s, %(as_of)s)",
            {"batch_id": batch_id, "feed": self._feed.name, "file": file.name, "fingerprint": file.fingerprint}
            | {"checksum": checksum, "bytes": file.size, "newest_at": self._newest_at(), "as_of": self._as_of}
            | asdict(tally),
        )

    def _newest_at(self) -> datetime | None:
        """The latest event before the cutoff; where a feed's rows state no time, the night vouches for its file."""
        if self._feed.event_time is None:
            return self._cutoff
        column = sql.Identifier(self._feed.event_time)
        is_date = self._feed.columns[self._feed.event_time].type == "date"
        moment = sql.SQL("{}::timestamp at time zone 'UTC'" if is_date else "{}").format(column)
        found: datetime | None = self._value(
            sql.SQL("select max({0}) from stage where {0} < %s").format(moment), [self._cutoff]
        )
        return found

    def _unknown_columns(self) -> tuple[str, ...]:
        rows = self._db.execute(
            "select distinct k from stage, jsonb_object_keys(extra) as k where extra is not null order by k limit 20"
        )
        return tuple(name for (name,) in rows)

    def _value(self, query: LiteralString | sql.Composed, parameters: list[Any] | None = None) -> Any:
        row = self._db.execute(query, parameters).fetchone()
        return row[0] if row else None


def _batches(found: Iterator[Record]) -> Iterator[list[Record]]:
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
