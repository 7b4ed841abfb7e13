"""A contract's example row as the file it would stand in, and what the loader says of it without a database."""

from __future__ import annotations

import csv
import io
from datetime import date

import orjson

from roundtrip.domain.feed import Feed
from roundtrip.load.check import compiled
from roundtrip.load.landing import RefusedFile
from roundtrip.load.records import Fault, records

NO_NIGHT = date(9000, 1, 1)
"""An example is judged outside any night, so that no event is too late for it."""


def as_file(feed: Feed) -> bytes:
    """The example in the feed's format; a Parquet file's example is looked at as NDJSON, which has the same types."""
    row = feed.example or {}
    if feed.format != "csv":
        return orjson.dumps(row) + b"\n"
    written = io.StringIO()
    rows = csv.DictWriter(written, fieldnames=list(row), delimiter=feed.delimiter)
    rows.writeheader()
    rows.writerow(row)
    return written.getvalue().encode()


def example_faults(feed: Feed) -> list[str]:
    """One sentence a fault, naming file, field and remedy; none where the example would load."""
    if feed.example is None:
        return [f"{feed.name}.yml: example: is missing; add one row as it stands in a file"]
    try:
        fault = _fault(feed)
    except RefusedFile as refusal:
        return [f"{feed.name}.yml: example: {refusal}"]
    if fault is None:
        return []
    return [f"{feed.name}.yml: example.{fault.field or 'row'}: {fault.reason}; correct the example or the contract"]


def _fault(feed: Feed) -> Fault | None:
    written = "csv" if feed.format == "csv" else "ndjson"
    lines = iter(as_file(feed).removesuffix(b"\n").split(b"\n"))
    (record,) = records(feed.model_copy(update={"format": written}), lines)
    if isinstance(record.content, Fault):
        return record.content
    (found,) = compiled(feed, NO_NIGHT, b"an example")([record])
    return found if isinstance(found, Fault) else None
