"""A landed file, opened as its feed's format says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Protocol

from roundtrip.domain.feed import Feed
from roundtrip.load import delimited, ndjson
from roundtrip.load.landing import LandedFile
from roundtrip.load.parquet import ParquetSource
from roundtrip.load.part import Part
from roundtrip.load.reader import Reader


class Source(Protocol):
    """An open file."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the bytes as they lie there, once the parts ran out."""

    def parts(self) -> Iterator[Part]:
        """All of the file, in bounded pieces; raises RefusedFile where it cannot be loaded as a whole."""


def opened(feed: Feed, file: LandedFile) -> Source:
    return ParquetSource(feed, file) if feed.format == "parquet" else _TextSource(feed, file)


class _TextSource:
    def __init__(self, feed: Feed, file: LandedFile) -> None:
        self._feed, self._reader = feed, Reader(file)

    @property
    def checksum(self) -> str:
        return self._reader.checksum

    def parts(self) -> Iterator[Part]:
        cut = delimited.parts if self._feed.format == "csv" else ndjson.parts
        with closing(self._reader.blocks()) as blocks:
            yield from cut(self._feed, blocks)
