"""Pieces of a file into rows: of each format what a look at it needs, without the exactness a load owes every line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from roundtrip.load.reader import MAX_LINE

Lines = list[bytes]
Row = dict[str, Any]
DELIMITERS = (",", ";", "\t", "|")
PARQUET_ROWS = 20_000


class UnreadableSample(Exception):
    """A sample that tells nothing; the text says the remedy, and names the file where the error leaves this package."""


@dataclass(frozen=True)
class Parsed:
    """What was read of one file."""

    format: str
    delimiter: str
    fields: list[str]
    rows: list[Row]
    unreadable: int
    is_whole: bool


def of_ndjson(pieces: list[Lines], is_whole: bool) -> Parsed:
    rows, unreadable = [], 0
    for line in (line for piece in pieces for line in piece):
        try:
            row = orjson.loads(line) if len(line) <= MAX_LINE else None
        except orjson.JSONDecodeError:
            row = None
        if isinstance(row, dict):
            rows.append(row)
        else:
            unreadable += 1
    fields = list(dict.fromkeys(name for row in rows for name in row))
    return Parsed("ndjson", "", fields, rows, unreadable, is_whole)


def of_csv(pieces: list[Lines], is_whole: bool) -> Parsed:
    """The head says what the columns are. Where a field of the head holds a newline, a window may begin inside one, and
    only the head is read."""
    head, *windows = pieces
    delimiter = _delimiter(_text(head[:1]))
    records = list(_records(head, delimiter))
    if not records:
        raise UnreadableSample("a CSV needs a first line with the names of its columns")
    header = [name.strip() for name in records[0]]
    if len(set(header)) < len(header):
        raise UnreadableSample("its first line names a column twice; give each a name of its own")
    spread = [] if len(records) < len(head) else [r for window in windows for r in _records(window, delimiter)]
    found = records[1:] + spread
    rows = [
        {name: value or None for name, value in zip(header, record, strict=True)}
        for record in found
        if len(record) == len(header)
    ]
    return Parsed("csv", delimiter, header, rows, len(found) - len(rows), is_whole)


def _delimiter(header: str) -> str:
    """The one that cuts the first line into most names; quoted names may hold the others."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _records(lines: Lines, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(_text(lines).splitlines(keepends=True), delimiter=delimiter)
    except csv.Error:
        return  # a stray quote near the end of a piece: what stands before it was read


def _text(lines: Iterable[bytes]) -> str:
    return b"\n".join(lines).decode("utf-8", "replace")


def of_parquet(source: BinaryIO) -> Parsed:
    """Rows of the first row groups and of some spread over the file."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - only for who has Parquet

    file = ParquetFile(source)
    groups = range(file.num_row_groups)
    chosen = sorted({0, *groups[:: max(1, len(groups) // 8)]}) if groups else []
    rows: list[Row] = []
    for group in chosen:
        most = PARQUET_ROWS // len(chosen)
        batch = next(file.iter_batches(batch_size=most, row_groups=[group]), None)
        rows += batch.to_pylist() if batch is not None else []
    return Parsed("parquet", "", list(file.schema_arrow.names), rows, 0, len(rows) == file.metadata.num_rows)
