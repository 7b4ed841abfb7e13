"""Good rows of one file on their way into raw: straight there while nothing is a duplicate, else through a stage.

A chunk of rows that goes straight there stands in a savepoint. The first that the unique index refuses is taken back, and it and
all that follow wait in the stage, where one statement finds what is news: a file that repeats something repeats more. Into an
empty table rows go without the index, which is built once they are there: sorting keys costs half of looking each up.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from psycopg import Connection, Copy, errors, sql

from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed
from roundtrip.load import dedup, tables, wire
from roundtrip.load.rows import Rows

CHUNK_BYTES = 1 << 23
"""A chunk is kept until the server has taken it: memory holds one."""


class Arrivals:
    """A context for the rows of one file, inside its transaction. After it they stand in raw, or in the stage until `settle`."""

    def __init__(self, db: Connection[Any], feed: Feed, statements: dedup.Dedup, *, is_direct: bool) -> None:
        self._db, self._feed, self._statements, self._is_direct = db, feed, statements, is_direct
        self._copying = ExitStack()
        self._copy: Copy | None = None
        self._chunk: list[Rows] = []
        self._in_raw = self._in_stage = 0
        self._is_first = False

    def __enter__(self) -> Self:
        if self._is_direct and self._is_empty():
            self._is_first = True
            self._db.execute(sql.SQL("drop index {}").format(tables.unique_index(self._feed)[0]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._copying.__exit__(kind, error, trace)
        else:
            self._end()
            self._end()  # once more where the last chunk was turned away to the stage
            if self._is_first:
                self._index()

    def add(self, rows: Rows) -> None:
        if not rows.count:
            return
        if self._is_direct:
            self._chunk.append(rows)
        else:
            self._in_stage += rows.count
        self._write(rows)
        if sum(len(kept.payload) for kept in self._chunk) > CHUNK_BYTES:
            self._end()

    def settle(self, gone: int = 0) -> int:
        """Brings what is news of the stage, from which `gone` rows were deleted, into raw; all rows of the file that raw took."""
        staged = self._in_stage - gone
        if not staged:
            return self._in_raw
        for name, column in self._feed.addresses.items():
            self._keep_addresses(name, column)
        fresh = self._db.execute(self._statements.find_fresh).rowcount
        keep = self._statements.keep_all if fresh == staged else self._statements.keep_fresh
        return self._in_raw + self._db.execute(keep).rowcount

    def _is_empty(self) -> bool:
        found = sql.SQL("select not exists (select from {})").format(sql.Identifier("raw", self._feed.name))
        return self._db.execute(found).fetchone() == (True,)

    def _index(self) -> None:
        """Where keys repeat, the rows wait in the stage after all."""
        _, made = tables.unique_index(self._feed)
        try:
            with self._db.transaction():
                self._db.execute(made)
        except errors.UniqueViolation:
            self._in_stage, self._in_raw = self._in_raw, 0
            self._db.execute(self._statements.turn_back)
            self._db.execute(sql.SQL("truncate {}").format(sql.Identifier("raw", self._feed.name)))
            self._db.execute(made)

    def _write(self, rows: Rows) -> None:
        self._copy = self._copy or self._begun()
        self._copy.write(rows.payload)

    def _begun(self) -> Copy:
        target = tables.into_raw(self._feed) if self._is_direct else sql.SQL("stage")
        if self._is_direct:
            self._copying.enter_context(self._db.transaction())
        statement = sql.SQL("copy {} from stdin (format binary)").format(target)
        copy = self._copying.enter_context(self._db.cursor().copy(statement))
        copy.write(wire.HEADER)
        return copy

    def _end(self) -> None:
        """Ends a COPY; the server's word on a chunk is known then."""
        if self._copy is None:
            return
        self._copy.write(wire.TRAILER)
        self._copy = None
        chunk, self._chunk = self._chunk, []
        try:
            self._copying.close()
        except errors.UniqueViolation:
            self._is_direct = False
            for rows in chunk:
                self.add(rows)
        else:
            self._in_raw += sum(rows.count for rows in chunk)

    def _keep_addresses(self, name: str, column: Column) -> None:
        statement = (
            "insert into crm.address select distinct {}, {}, {} from stage where {} is not null on conflict do nothing"
        )
        clear = sql.Identifier(f"{name}_clear")
        self._db.execute(
            sql.SQL(statement).format(sql.Identifier(f"{name}_hash"), sql.Literal(column.type), clear, clear)
        )
