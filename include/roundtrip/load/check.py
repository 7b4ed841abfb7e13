"""Compiles a contract into one function that turns a record into a row of its stage, or into a fault."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from roundtrip.domain.column import ADDRESSES, Column
from roundtrip.domain.feed import Feed
from roundtrip.load import value, wire
from roundtrip.load.records import Fault

Check = Callable[[dict[str, Any], int], bytes | Fault]
INDEXED_BYTES = 2000
"""A btree entry holds 2704 bytes at most; a key shares these among its columns."""
FIRST_EVENT = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)
"""An event may lie this far after as_of 00:00 UTC: zones ahead of it, files that land while the night runs. Later ones are clocks set wrong."""


def compiled(feed: Feed, as_of: date, pii_key: bytes) -> Check:
    """The check of a feed's records for one night: `check(content, line)` is a binary COPY row or the record's fault.

    The row holds the columns of raw, extra, content_hash, line, and then each address in clear, which goes no further than
    the stage. content_hash does not see the addresses: who may read raw could guess them from it.
    """
    latest = datetime.combine(as_of, time(), UTC) + AHEAD
    columns = [
        (c.named or name, c.required, _convert(feed, name, c, latest, pii_key)) for name, c in feed.columns.items()
    ]
    addresses = [(c.named or name, _normalised(c)) for name, c in feed.addresses.items()]
    known = frozenset(source for source, _, _ in columns)
    refuses_unknown = feed.unknown_columns == "refuse"
    keep_unknown = value.json(is_text=False, most_bytes=None)
    null = wire.NULL
    opening = wire.row(len(columns) + len(addresses) + 3)

    def check(content: dict[str, Any], line: int) -> bytes | Fault:
        fields: list[bytes] = []
        append, get = fields.append, content.get
        source: str | None = None
        try:
            for source, is_required, convert in columns:
                found = get(source)
                if found is not None:
                    append(convert(found))
                elif is_required:
                    return Fault("missing", source)
                else:
                    append(null)
            if content.keys() <= known:
                append(null)
            else:
                unknown = content.keys() - known
                source = min(unknown)
                if refuses_unknown:
                    return Fault("unknown field", source)
                append(keep_unknown({name: content[name] for name in unknown}))
        except ValueError as error:
            return Fault(str(error), source)
        body = b"".join(fields)
        clear = [
            wire.data(normalise(content[source]).encode()) if content.get(source) else wire.NULL
            for source, normalise in addresses
        ]
        return b"".join((opening, body, wire.data(sha256(body).hexdigest()[:32].encode()), wire.bigint(line), *clear))

    return check


def _convert(feed: Feed, name: str, column: Column, latest: datetime, pii_key: bytes) -> value.Convert:
    is_text = feed.format == "csv"
    indexed = INDEXED_BYTES // len(feed.key) if name in feed.key else INDEXED_BYTES if column.identifies else None
    within = (FIRST_EVENT, latest) if name == feed.event_time else None
    if column.type in ADDRESSES:
        return _keyed_hash(_normalised(column), pii_key)
    made: dict[str, Callable[[], value.Convert]] = {
        "text": lambda: value.text(column, indexed),
        "integer": lambda: value.integer(column, is_text),
        "number": lambda: value.number(column, is_text),
        "boolean": lambda: value.boolean_text if is_text else value.boolean,
        "date": lambda: value.day(within),
        "timestamp": lambda: value.timestamp(ZoneInfo(feed.timezone) if feed.timezone else None, within),
        "json": lambda: value.json(is_text=is_text, most_bytes=indexed),
    }
    return made[column.type]()


def _normalised(column: Column) -> Callable[[Any], str]:
    return value.email if column.type == "email" else value.push_token


def _keyed_hash(normalise: Callable[[Any], str], key: bytes) -> value.Convert:
    def convert(found: Any) -> bytes:
        return wire.data(hmac.digest(key, normalise(found).encode(), "sha256").hex().encode())

    return convert
