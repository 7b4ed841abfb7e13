"""What real landings also hold: a few broken rows, rows that come twice, a file too late, a transfer that broke off."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np

from demo.simulator.streams import Streams
from demo.simulator.today import Row

BROKEN_A_DAY, REPEATED_A_DAY, YESTERDAYS_A_DAY = 3, 12, 5
BROKEN_EVENTS = (
    b'{"event_id": "broken-json", "event": "screen_viewed", "occurred_at": ',
    b'{"event_id": "month-13", "event": "screen_viewed", "occurred_at": "2026-13-01T10:00:00Z"}',
    b'{"event": "screen_viewed", "occurred_at": "2026-11-01T10:00:00Z", "screen": "no event_id"}',
    b'{"event_id": "not-utf-8", "event": "screen_viewed", "screen": "\xff\xfe", "occurred_at": "2026-11-01T10:00:00Z"}',
    b'{"event_id": "nul\\u0000byte", "event": "screen_viewed", "occurred_at": "2026-11-01T10:00:00Z"}',
    b'["event_id", "not an object"]',
)
BROKEN_RECEIPTS = (
    b"r-broken-1,berlin-mitte,Berlin,,2026-11-01T10:00:00.000Z",
    b"r-broken-2,berlin-mitte,Berlin,,yesterday,100,EUR,[]",
)
RECEIPTS_EVERY_DAYS = 4

_AT = "2026-11-01T10:00:00Z"
BROKEN_ROWS: dict[str, Row] = {
    "installs": {"appsflyer_id": "i-broken", "install_time": "10/11/2026 08:00"},
    "profiles": {"user_id": "u-broken", "phone": "030 1234567", "updated_at": _AT},
    "devices": {"device_id": "d-broken", "push_permission": "maybe", "seen_at": _AT},
    "consents": {
        "consent_id": "c-broken",
        "channel": "fax",
        "topic": "offers",
        "is_granted": True,
        "stated_at": _AT,
        "source": "x",
    },
    "subscriptions": {
        "subscription_event_id": "s-broken",
        "subscription_id": "s-broken",
        "user_id": "u000001",
        "event": "paused",
        "product": "plus_weekly",
        "occurred_at": _AT,
    },
    "ad_views": {"ad_view_id": "b-broken", "viewed_at": _AT, "network": "admob", "revenue_micros": -5},
    "loyalty_members": {"loyalty_card": "L-broken", "status": "gold", "points": "many", "updated_at": _AT},
    "web_visits": {"visit_id": "v-broken", "started_at": _AT},
    "leads": {"lead_id": "l-broken", "source": "fair", "status": "lukewarm", "created_at": _AT, "updated_at": _AT},
    "calls": {"call_id": "ca-broken", "phone": "112", "called_at": _AT, "direction": "inbound"},
    "app_reviews": {"review_id": "rv-broken", "store": "app_store", "rating": 0, "reviewed_at": _AT},
    "uninstalls": {"device_id": "d-broken", "uninstalled_at": "yesterday"},
}
"""One way to be wrong for each feed."""
ROWS_EVERY_DAYS = 5
REPEATED_FEEDS = ("subscriptions", "ad_views", "web_visits")
"""Whose broken row comes with a right one that comes twice."""

LATE_AFTER_DAYS = 8
LATE_SHARD = 50
"""Every so-manieth person's events of one day come LATE_AFTER_DAYS later."""

T = TypeVar("T")


@dataclass
class Dirt:
    """Adds faults to what is right, and counts them; every right row still comes."""

    streams: Streams
    seeded: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows by (feed, malformed | repeated | late)."""
    _yesterday: list[bytes] = field(default_factory=list)

    def soil_events(self, day: date, content: list[bytes]) -> list[bytes]:
        if not content:
            return content
        rng = self.streams.of("dirt", day.toordinal())
        first = day.toordinal() * BROKEN_A_DAY
        broken = [BROKEN_EVENTS[(first + n) % len(BROKEN_EVENTS)] for n in range(BROKEN_A_DAY)]
        repeated = [content[at] for at in rng.integers(0, len(content), REPEATED_A_DAY)] + self._yesterday
        self._yesterday = [content[at] for at in rng.integers(0, len(content), YESTERDAYS_A_DAY)]
        self.seeded["app_events", "malformed"] += len(broken)
        self.seeded["app_events", "repeated"] += len(repeated)
        return _scattered(rng, content, broken + repeated, first=0)

    def soil_receipts(self, day: date, content: list[bytes]) -> list[bytes]:
        if not content or day.toordinal() % RECEIPTS_EVERY_DAYS:
            return content
        self.seeded["store_purchases", "malformed"] += len(BROKEN_RECEIPTS)
        rng = self.streams.of("dirt of receipts", day.toordinal())
        return _scattered(rng, content, list(BROKEN_RECEIPTS), first=1)

    def soil_rows(self, feed: str, day: date, rows: list[Row]) -> list[Row]:
        """Every few days, another one for each feed; the first row stays what it was, and with it a header's order."""
        turn = (day.toordinal() + zlib.crc32(feed.encode())) % ROWS_EVERY_DAYS
        if not rows or turn or feed not in BROKEN_ROWS:
            return rows
        rng = self.streams.of(f"dirt of {feed}", day.toordinal())
        repeated = [rows[int(rng.integers(len(rows)))]] if feed in REPEATED_FEEDS else []
        self.seeded[feed, "malformed"] += 1
        if repeated:
            self.seeded[feed, "repeated"] += 1
        return _scattered(rng, rows, [BROKEN_ROWS[feed], *repeated], first=1)


def _scattered(rng: np.random.Generator, content: list[T], added: list[T], first: int) -> list[T]:
    """`added` at places of chance, none before position `first`."""
    soiled = list(content)
    for line, at in zip(added, rng.integers(first, len(content) + 1, len(added)).tolist(), strict=True):
        soiled.insert(at, line)
    return soiled
