"""The files of one business day, feed by feed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from demo.simulator.acquisition import RESTATED_PARTNER, Spend
from demo.simulator.dirt import LATE_AFTER_DAYS, LATE_SHARD, Dirt
from demo.simulator.event_lines import EventLines
from demo.simulator.landing import Landing, csv_lines, lines, truncate
from demo.simulator.today import Room, Row, Rows, Today

RESTATED_AFTER_DAYS = 2
AS_CSV = frozenset(
    {"installs", "loyalty_members", "leads", "calls", "app_reviews", "uninstalls", "suppressions", "skan_postbacks"}
)
"""All others are gzipped NDJSON, but for those that have a part of their own below."""


@dataclass
class DayFiles:
    """Writes what every room tells of a day.

    The files of `first_night` hold what a real landing springs on a team: a late file, restated spend, and a transfer
    that broke off and comes whole the day after.
    """

    landing: Landing
    first_night: date
    rooms: list[Room]
    event_lines: EventLines
    spend: Spend
    dirt: Dirt
    _late: list[bytes] = field(default_factory=list)
    _broken_off: list[bytes] = field(default_factory=list)

    def write(self, today: Today, message_ids: list[str]) -> int:
        """Rows, faults not counted."""
        told: Rows = defaultdict(list)
        for room in self.rooms:
            for feed, rows in room.rows(today).items():
                told[feed] += rows
        written = self._events(today, message_ids, told.pop("app_events"))
        written += self._receipts(today.day, told.pop("store_purchases")) + self._advertising(today.day)
        for feed, rows in told.items():
            self._plain(feed, today.day, rows)
            written += len(rows)
        return written

    def _plain(self, feed: str, day: date, rows: list[Row]) -> None:
        soiled = self.dirt.soil_rows(feed, day, rows)
        if feed in AS_CSV:
            self.landing.write(feed, day, "csv", csv_lines(soiled))
        else:
            self.landing.write(feed, day, "ndjson.gz", lines(soiled))

    def _events(self, today: Today, message_ids: list[str], others: list[Row]) -> int:
        """app_events of people's own phones, and the `others`."""
        day, content = today.day, list(self.event_lines.of(today, message_ids))
        rows = len(content) + len(others)
        punctual = self._withhold(today, content) + lines(others)
        self.landing.write("app_events", day, "ndjson.gz", self.dirt.soil_events(day, punctual))
        if day == self.first_night:
            late_day = day - timedelta(days=LATE_AFTER_DAYS)
            self.landing.write("app_events", late_day, "ndjson.gz", self._late, suffix="_late")
        return rows

    def _advertising(self, day: date) -> int:
        """ad_spend; with those of the first night, one partner's restatement of an earlier day."""
        if day == self.first_night:
            restated_day = day - timedelta(days=RESTATED_AFTER_DAYS)
            restated = csv_lines(self.spend.rows(restated_day, final_for=RESTATED_PARTNER))
            self.landing.write("ad_spend", restated_day, "csv", restated, suffix="_restated")
        content = csv_lines(self.spend.rows(day))
        self.landing.write("ad_spend", day, "csv", content)
        return max(0, len(content) - 1)

    def _receipts(self, day: date, rows: list[Row]) -> int:
        """store_purchases."""
        soiled = self.dirt.soil_receipts(day, csv_lines(rows))
        path: Path | None = self.landing.write("store_purchases", day, "csv.gz", soiled)
        if path and day == self.first_night:
            truncate(path)
            self._broken_off = soiled
        elif day == self.first_night + timedelta(days=1):
            self.landing.write("store_purchases", self.first_night, "csv.gz", self._broken_off)
        return len(rows)

    def _withhold(self, today: Today, content: list[bytes]) -> list[bytes]:
        if today.day != self.first_night - timedelta(days=LATE_AFTER_DAYS):
            return content
        is_late = np.asarray(today.events.person % LATE_SHARD == 0).tolist()
        self._late = [line for line, late in zip(content, is_late, strict=True) if late]
        self.dirt.seeded["app_events", "late"] += len(self._late)
        return [line for line, late in zip(content, is_late, strict=True) if not late]
