"""A bounded look at files of any size: the beginning, and windows spread over the rest. CSV, NDJSON or Parquet, gzipped or not."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from fsspec.core import url_to_fs

from roundtrip.load.inference.parse import Lines, Parsed, UnreadableSample, of_csv, of_ndjson, of_parquet
from roundtrip.load.inference.text import opening, require_utf8

HEAD = 2 << 20
WINDOW = 128 << 10
WINDOWS = 16
UNPACKED = 64 << 20
"""Bytes of a gzip that are unpacked at most: it can only be read from its beginning."""
MOST_FILES = 8
GZIP, PARQUET, ZIP, BYTE_ORDER_MARK = b"\x1f\x8b", b"PAR1", b"PK\x03\x04", b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Sample:
    """Rows of one or several files of one feed, by the names in the file; a CSV's values are text."""

    format: str
    delimiter: str
    fields: list[str]
    """The names in the file, in the order in which they first came."""
    rows: list[dict[str, Any]]
    unreadable: int
    """Lines among those looked at that are no record."""
    is_whole: bool
    """Whether every row of every file was looked at."""
    paths: list[str]
    """The files, as given."""

    @property
    def is_text(self) -> bool:
        return self.format == "csv"


def look(paths: Sequence[str]) -> Sample:
    """Rows of the files, which must have one format; of many files the first, the last and some between.

    Raises UnreadableSample.
    """
    chosen = _spread(list(paths))
    parsed = [_parse(path) for path in chosen]
    formats = sorted({f"{found.format} {found.delimiter}".strip() for found in parsed})
    if len(formats) > 1:
        raise UnreadableSample(f"the files are of several formats ({', '.join(formats)}); infer one feed at a time")
    rows = [row for found in parsed for row in found.rows]
    if not rows:
        raise UnreadableSample(f"{chosen[0]}: no record in it; give a file with rows")
    return Sample(
        format=parsed[0].format,
        delimiter=parsed[0].delimiter,
        fields=list(dict.fromkeys(name for found in parsed for name in found.fields)),
        rows=rows,
        unreadable=sum(found.unreadable for found in parsed),
        is_whole=all(found.is_whole for found in parsed) and len(chosen) == len(paths),
        paths=list(paths),
    )


def _spread(paths: list[str]) -> list[str]:
    if len(paths) <= MOST_FILES:
        return paths
    step = (len(paths) - 1) / (MOST_FILES - 1)
    return [paths[round(number * step)] for number in range(MOST_FILES)]


def _parse(path: str) -> Parsed:
    try:
        store, where = url_to_fs(path)
        source, size = store.open(where, "rb"), store.size(where) or 0
    except Exception as error:  # every store has a family of errors of its own
        raise _unreadable(path, error) from error
    with source:
        try:
            return _parse_open(source, size)
        except UnreadableSample as error:
            raise UnreadableSample(f"{path}: {error}") from error
        except (OSError, EOFError, zlib.error, ValueError) as error:  # Arrow's are among them
            raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> UnreadableSample:
    return UnreadableSample(f"{path}: cannot be read ({str(error) or type(error).__name__}); give a whole file")


def _parse_open(source: BinaryIO, size: int) -> Parsed:
    magic = source.read(4)
    source.seek(0)
    if magic == PARQUET:
        return of_parquet(source)
    if magic == ZIP:
        raise UnreadableSample("a zip or a spreadsheet: unpack it, or export it as CSV")
    pieces = list(_unpacked(source) if magic[:2] == GZIP else _windows(source, size))
    first = opening(pieces, HEAD)
    if first == b"[":
        raise UnreadableSample("one JSON array: write one object a line, as `jq -c '.[]'` does")
    require_utf8(pieces)
    is_whole = len(pieces) == 1
    return of_ndjson(pieces, is_whole) if first == b"{" else of_csv(pieces, is_whole)


def _windows(source: BinaryIO, size: int) -> Iterator[Lines]:
    """The head's lines, then those of windows at equal distances: whole lines only."""
    head = source.read(HEAD)
    if len(head) == size:
        yield _lines(head)
        return
    yield _lines(head)[:-1]
    for number in range(WINDOWS):
        source.seek(HEAD + (size - HEAD) * number // WINDOWS)
        yield _lines(source.read(WINDOW))[1:-1]


def _unpacked(source: BinaryIO) -> Iterator[Lines]:
    """The same of a gzip, as far as it is unpacked."""
    stream = gzip.GzipFile(fileobj=source)
    head = stream.read(HEAD)
    is_all = not stream.peek(1)
    yield _lines(head) if is_all else _lines(head)[:-1]
    distance = (UNPACKED - HEAD) // WINDOWS
    for _ in range(0 if is_all else WINDOWS):
        block = stream.read(distance)
        yield _lines(block[-WINDOW:])[1:-1]
        if len(block) < distance:
            return


def _lines(block: bytes) -> Lines:
    return block.removeprefix(BYTE_ORDER_MARK).removesuffix(b"\n").split(b"\n")
