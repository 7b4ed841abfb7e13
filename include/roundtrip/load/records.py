"""Cuts physical lines into records: one JSON object a line, or CSV rows, whose quoted fields may hold newlines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from roundtrip.domain.feed import Feed
from roundtrip.load.landing import RefusedFile
from roundtrip.load.reader import MAX_LINE
from roundtrip.load.value import has_nul

TOO_LONG = f"longer than {MAX_LINE >> 20} MiB"


class Fault(NamedTuple):
    """Why a record is refused. Reasons are a small fixed set, so that they can be counted; the bytes tell the rest."""

    reason: str
    field: str | None = None


class Record(NamedTuple):
    """What one record holds, by the field's name in the file, or its fault."""

    line: int
    """Physical line at which it starts, from 1."""
    raw: bytes
    content: dict[str, Any] | Fault


def records(feed: Feed, lines: Iterator[bytes]) -> Iterator[Record]:
    """Every record of a file; each physical line ends up in exactly one."""
    return _ndjson(lines) if feed.format == "ndjson" else _csv(feed, lines)


def _ndjson(lines: Iterator[bytes]) -> Iterator[Record]:
    loads = orjson.loads
    for number, raw in enumerate(lines, 1):
        content: Any
        if len(raw) > MAX_LINE:
            content = Fault(TOO_LONG)
        else:
            try:
                content = loads(raw)
            except orjson.JSONDecodeError:
                content = _not_json(raw)
            else:
                if type(content) is not dict:
                    content = Fault("not a JSON object")
                elif has_nul(raw):
                    content = Fault("NUL byte")
        yield Record(number, raw, content)


def _not_json(raw: bytes) -> Fault:
    return _fault_of_bytes(raw) or Fault("not JSON")


def _fault_of_bytes(raw: bytes) -> Fault | None:
    """What is wrong with the bytes of a line whatever its format, or None."""
    if len(raw) > MAX_LINE:
        return Fault(TOO_LONG)
    if not raw.strip():
        return Fault("blank line")
    if b"\0" in raw:
        return Fault("NUL byte")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Fault("invalid UTF-8")
    return None


class _Lines:
    """Feeds csv.reader and remembers the bytes of the record it is at; lines can be handed back."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._again: list[bytes] = []
        self.number = 0
        self.taken: list[bytes] = []
        self._taken_bytes = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._again.pop() if self._again else next(self._lines)
        self.number += 1
        self.taken.append(raw)
        self._taken_bytes += len(raw) + 1
        if self._taken_bytes > MAX_LINE:
            raise csv.Error(TOO_LONG)
        return raw.decode("utf-8", "surrogateescape") + "\n"

    def start(self) -> None:
        """The next line begins a record."""
        self.taken, self._taken_bytes = [], 0

    def hand_back_all_but_first(self) -> None:
        """An open quote swallowed lines that are none of its business: read them again on their own."""
        self._again += reversed(self.taken[1:])
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]


def _csv(feed: Feed, lines: Iterator[bytes]) -> Iterator[Record]:
    source = _Lines(lines)
    rows = csv.reader(source, strict=True, delimiter=feed.delimiter)
    header = _header(feed, rows, source)
    width = len(header)
    while True:
        source.start()
        first = source.number + 1
        content: dict[str, Any] | Fault
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            content = _not_csv(source.taken, error)
            source.hand_back_all_but_first()
            yield Record(first, source.taken[0], content)
            continue
        raw = b"\n".join(source.taken)
        if fault := _fault_of_bytes(raw):
            content = fault
        elif len(row) != width:
            content = Fault("wrong number of columns")
        else:
            content = {name: value or None for name, value in zip(header, row, strict=True)}
        yield Record(first, raw, content)


def _not_csv(taken: list[bytes], error: csv.Error) -> Fault:
    if fault := _fault_of_bytes(taken[0]):
        return fault
    if len(taken) == 1 and str(error).startswith("field larger"):
        return Fault(f"field longer than {csv.field_size_limit() >> 10} KiB")
    return Fault("not CSV: a stray or open quote")


def _header(feed: Feed, rows: Iterator[list[str]], source: _Lines) -> list[str]:
    """The file's column names; raises RefusedFile where they do not fit the contract. An empty file has none."""
    try:
        header = [name.strip() for name in next(rows)]
    except StopIteration:
        return []
    except csv.Error as error:
        raise RefusedFile(f"line 1 is no CSV header ({error}); send a line with the column names first") from error
    expected = feed.sources()
    lacking = [name for name in expected if name not in header]
    if fault := _fault_of_bytes(source.taken[0]):
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
