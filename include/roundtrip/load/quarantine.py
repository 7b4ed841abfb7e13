"""Refused records on their way to raw.quarantine, with file, line, field, reason and the first 64 KiB of their bytes."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Any

from psycopg import Connection

from roundtrip.load import wire
from roundtrip.load.records import Fault, Record

KEPT = 1 << 16
"""Bytes of a refused record."""
FIELD_CHARACTERS = 200
IN_MEMORY = 1 << 22
BLOCK = 1 << 17


class Quarantine:
    """One file's refused records. They wait in a spool, on disk when many: a connection copies into one table at a time."""

    def __init__(self, feed: str, file: str, batch_id: int, as_of: date) -> None:
        self._opening = b"".join(
            (wire.row(8), wire.data(feed.encode()), wire.data(file.encode()), wire.bigint(batch_id), wire.day(as_of))
        )
        self._spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - lives as long as the file's load
        self._is_used = False

    def add(self, record: Record, fault: Fault) -> None:
        field = wire.NULL if fault.field is None else wire.data(fault.field[:FIELD_CHARACTERS].encode())
        reason, content = wire.data(fault.reason.encode()), wire.data(record.raw[:KEPT])
        self._spool.write(b"".join((self._opening, wire.bigint(record.line), reason, field, content)))
        self._is_used = True

    def land(self, db: Connection[Any]) -> int:
        """Copies what waits; returns how many rows the server took."""
        if not self._is_used:
            return 0
        self._spool.seek(0)
        columns = "feed, file, batch_id, known_as_of, line, reason, field, bytes"
        cursor = db.cursor()
        with cursor.copy(f"copy raw.quarantine ({columns}) from stdin (format binary)") as copy:
            copy.write(wire.HEADER)
            while block := self._spool.read(BLOCK):
                copy.write(block)
            copy.write(wire.TRAILER)
        return cursor.rowcount
