"""Where the bytes of a row come from when it is tried again: from the quarantine, or from a file with corrected rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from roundtrip.domain.feed import Feed
from roundtrip.load.landing import RefusedFile, landed
from roundtrip.load.reader import Reader
from roundtrip.load.records import Fault, Record, records
from roundtrip.load.refused.header import Headers
from roundtrip.load.refused.look import Refused


class CorrectedRowsError(RuntimeError):
    """A file with corrected rows does not go with the rows that were chosen."""


class Reading(Protocol):
    """Rows one by one, in the order in which they were chosen."""

    is_whole: bool
    """Whether rows whose end was not kept can be read, too."""

    def record(self, row: Refused, /) -> Record | None:
        """The row as it is read today; None where nobody knows its header."""
        ...

    def header(self, row: Refused, /) -> bytes | None:
        """The line that stands before such rows in a file; None where the format has none."""
        ...

    def finish(self) -> None:
        """Every row was read; raises CorrectedRowsError where there should have been more or fewer."""
        ...


class Kept:
    """The bytes that the quarantine kept. A CSV's header is looked up in the landing."""

    is_whole = False

    def __init__(self, feed: Feed, headers: Headers) -> None:
        self._feed, self._headers = feed, headers

    def record(self, row: Refused) -> Record | None:
        lines = row.bytes.split(b"\n")
        if self._feed.format == "csv":
            above = self.header(row)
            if above is None:
                return None
            lines.insert(0, above)
        try:
            found = list(records(self._feed, iter(lines)))
        except RefusedFile:
            return Record(row.line, row.bytes, Fault("its header does not fit the contract any more"))
        content = found[0].content if len(found) == 1 else Fault("not one row")
        return Record(row.line, row.bytes, content)

    def header(self, row: Refused) -> bytes | None:
        return self._headers.of(row.batch_id) if self._feed.format == "csv" else None

    def finish(self) -> None:
        """As many as there are."""


class Corrected:
    """A file of the feed's format, whose rows take the places of those that were chosen."""

    is_whole = True

    def __init__(self, feed: Feed, path: Path) -> None:
        self._path = path
        self._header = self._first_line() if feed.format == "csv" else None
        self._rows: Iterator[Record] = records(feed, self._lines())

    def _lines(self) -> Iterator[bytes]:
        files = list(landed(str(self._path.resolve().parent), self._path.name))
        if not files:
            raise CorrectedRowsError(f"{self._path}: there is no such file, or its name is that of a draft")
        yield from Reader(files[0]).lines()

    def _first_line(self) -> bytes | None:
        return next(self._lines(), None)

    def record(self, _: Refused) -> Record | None:
        try:
            return next(self._rows)
        except StopIteration:
            raise self._error("fewer") from None
        except RefusedFile as refusal:
            raise CorrectedRowsError(f"{self._path}: {refusal}") from refusal

    def header(self, _: Refused) -> bytes | None:
        return self._header

    def finish(self) -> None:
        if next(self._rows, None) is not None:
            raise self._error("more")

    def _error(self, number: str) -> CorrectedRowsError:
        return CorrectedRowsError(
            f"{self._path} has {number} rows than were chosen; `roundtrip quarantine show … --raw` prints them: keep their"
            " number and order"
        )
