"""What the new rows say: which identifiers there are, and which stood in one row."""

from __future__ import annotations

from pathlib import Path

from psycopg import sql

from roundtrip.domain.feed import Feed
from roundtrip.domain.values import IDENTIFIERS
from roundtrip.people.night import Night

_HERE = Path(__file__).parent


def gather(night: Night, feeds: list[Feed]) -> int:
    """Fill sighting, node and new_link from every feed's new rows and keep the links; returns how many are new."""
    night.run(_HERE, "tables")
    for feed in feeds:
        _see(night, feed)
    night.run(_HERE, "nodes")
    night.run(_HERE, "links")
    night.run(_HERE, "touched")
    night.run(_HERE, "standing")
    return night.run(_HERE, "keep_links")


def _see(night: Night, feed: Feed) -> None:
    """Note each combination of identifiers once; and again with each address that is no identifier, as a push token."""
    identifiers = [_identifier(feed, kind) for kind in IDENTIFIERS]
    if not any(column.identifies for column in feed.columns.values()):
        return
    strangers = [c.in_raw(name) for name, c in feed.addresses.items() if not c.identifies]
    seen_at = sql.SQL("{}::timestamptz").format(sql.Identifier(feed.event_time)) if feed.event_time else sql.SQL("null")
    for address in [None, *strangers]:
        night.run(
            _HERE,
            "sightings",
            feed=sql.Literal(feed.name),
            raw=sql.Identifier("raw", feed.name),
            identifiers=sql.SQL(", ").join(identifiers),
            address=sql.Identifier(address) if address else sql.SQL("null::text"),
            is_wanted=sql.SQL("{} is not null").format(sql.Identifier(address)) if address else sql.SQL("true"),
            seen_at=seen_at,
        )


def _identifier(feed: Feed, kind: str) -> sql.Composable:
    named = [column.in_raw(name) for name, column in feed.columns.items() if column.identifies == kind]
    return sql.Identifier(named[0]) if named else sql.SQL("null::text")
