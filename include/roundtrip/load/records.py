"""Cuts physical lines into records, the exact way."""

from __future__ import annotations

from collections.abc import Iterator

from roundtrip.domain.feed import Feed
from roundtrip.load import delimited, ndjson
from roundtrip.load.fault import Fault, Record

__all__ = ["Fault", "Record", "records"]


def records(feed: Feed, lines: Iterator[bytes]) -> Iterator[Record]:
    """Every record of a text file; each physical line ends up in exactly one."""
    return delimited.records(feed, lines) if feed.format == "csv" else ndjson.records(lines)
