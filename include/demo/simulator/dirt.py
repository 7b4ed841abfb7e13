"""What real landings also hold: a few broken rows, rows that come twice, a file too late, a transfer that broke off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from demo.simulator.streams import Streams

BROKEN_A_DAY, REPEATED_A_DAY, YESTERDAYS_A_DAY = 3, 12, 5
BROKEN_EVENTS = (
    b'{"event_id": "broken-json", "event": "screen_viewed", "occurred_at": ',
    b'{"event_id": "month-13", "event": "screen_viewed", "occurred_at": "2026-13-01T10:00:00Z"}',
    b'{"event": "screen_viewed", "occurred_at": "2026-11-01T10:00:00Z", "screen": "no event_id"}',
    b'{"event_id": "not-utf-8", "event": "screen_viewed", "screen": "\xff\xfe", "occurred_at": "2026-11-01T10:00:00Z"}',
    b'{"event_id": "nul\\u0000byte", "event": "screen_viewed", "occurred_at": "2026-11-01T10:00:00Z"}',
    b'["event_id", "not an object"]',
)
BROKEN_RECEIPTS = (b"r-broken-1,berlin-mitte,,2026-11-01T10:00:00.000Z", b"r-broken-2,berlin-mitte,,yesterday,100,EUR")
RECEIPTS_EVERY_DAYS = 4

LATE_AFTER_DAYS = 8
LATE_SHARD = 50
"""Every so-manieth person's events of one day come LATE_AFTER_DAYS later."""


@dataclass
class Dirt:
    """Adds faults to lines that are right, and counts them; every right row still comes."""

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


def _scattered(rng: np.random.Generator, content: list[bytes], added: list[bytes], first: int) -> list[bytes]:
    """`added` at places of chance, none before position `first`."""
    soiled = list(content)
    for line, at in zip(added, rng.integers(first, len(content) + 1, len(added)).tolist(), strict=True):
        soiled.insert(at, line)
    return soiled
