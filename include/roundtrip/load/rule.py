"""What a contract asks of each column on one night: the one reading of it that both ways through the loader share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed

INDEXED_BYTES = 2000
"""A btree entry holds 2704 bytes at most; a key shares these among its columns."""
FIRST_EVENT = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)
"""An event may lie this far after as_of 00:00 UTC: zones ahead of it, files that land while the night runs. Later ones are clocks set wrong."""


@dataclass(frozen=True)
class Rule:
    """One column's part of the contract."""

    source: str
    """The field's name in the file."""
    column: Column
    is_text: bool
    """The file writes every value as text."""
    most_bytes: int | None
    """Of a column that is indexed."""
    within: tuple[datetime, datetime] | None
    """Of the column that says when a row happened."""
    zone: str | None
    """Of times that state none."""


def rules(feed: Feed, as_of: date) -> list[Rule]:
    """The rules of a feed's columns, in the contract's order."""
    happened = (FIRST_EVENT, datetime.combine(as_of, time(), UTC) + AHEAD)
    return [
        Rule(
            source=column.source(name),
            column=column,
            is_text=feed.format == "csv",
            most_bytes=_most_bytes(feed, name, column),
            within=happened if name == feed.event_time else None,
            zone=feed.timezone,
        )
        for name, column in feed.columns.items()
    ]


def _most_bytes(feed: Feed, name: str, column: Column) -> int | None:
    key = (*feed.key, *feed.key_if_any)
    if name in key:
        return INDEXED_BYTES // len(key)
    return INDEXED_BYTES if column.identifies else None
