"""The files of one business day, feed by feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from demo.simulator import calendar
from demo.simulator.acquisition import RESTATED_PARTNER, Spend
from demo.simulator.changes import Changes
from demo.simulator.columns import Ints
from demo.simulator.dirt import LATE_AFTER_DAYS, LATE_SHARD, Dirt
from demo.simulator.landing import Landing, csv_lines, lines, truncate
from demo.simulator.population import Population
from demo.simulator.registry import SIGNED_UP_AFTER, Registry
from demo.simulator.sessions import Events
from demo.simulator.shops import Shops
from demo.simulator.writing import event_rows, order_rows

RESTATED_AFTER_DAYS = 2


@dataclass
class DayFiles:
    """Every method writes one part of a day and says how many rows there are, faults not counted.

    The files of `first_night` hold what a real landing springs on a team: a late file, restated spend, and a transfer
    that broke off and comes whole the day after.
    """

    landing: Landing
    first_night: date
    people: Population
    registry: Registry
    changes: Changes
    spend: Spend
    shops: Shops
    dirt: Dirt
    _late: list[bytes] = field(default_factory=list)
    _broken_off: list[bytes] = field(default_factory=list)

    def usage(self, day: date, events: Events, message_ids: list[str]) -> int:
        """app_events and app_purchases, which agree."""
        version = self.registry.app_version(day)
        content = lines(event_rows(self.people, events, day, version, message_ids))
        orders = lines(order_rows(self.people, events))
        punctual = self._withhold(day, events.person, content)
        self.landing.write("app_events", day, "ndjson.gz", self.dirt.soil_events(day, punctual))
        self.landing.write("app_purchases", day, "ndjson.gz", orders)
        if day == self.first_night:
            late_day = day - timedelta(days=LATE_AFTER_DAYS)
            self.landing.write("app_events", late_day, "ndjson.gz", self._late, suffix="_late")
        return len(content) + len(orders)

    def registrations(self, day: date, newcomers: Ints, users: Ints) -> int:
        """installs, profiles, devices and consents: of `newcomers` in order of installation, and changes of `users`."""
        at = calendar.iso(self.people.installed_at[newcomers] + SIGNED_UP_AFTER)
        signed_up = list(zip(newcomers.tolist(), at, strict=True))
        changed = self.changes.rows(day, users)
        feeds = {
            "profiles": [self.registry.profile(person, when) for person, when in signed_up],
            "devices": [self.registry.device(person, when, day) for person, when in signed_up],
            "consents": [row for person, when in signed_up for row in self.registry.consents(person, when)],
        }
        rows = 0
        for feed, found in feeds.items():
            content = lines(found + changed[feed])
            self.landing.write(feed, day, "ndjson.gz", content)
            rows += len(content)
        return rows + self._csv("installs", day, csv_lines(self.registry.installs(newcomers, day)))

    def advertising(self, day: date) -> int:
        """ad_spend; with those of the first night, one partner's restatement of an earlier day."""
        if day == self.first_night:
            restated_day = day - timedelta(days=RESTATED_AFTER_DAYS)
            restated = csv_lines(self.spend.rows(restated_day, final_for=RESTATED_PARTNER))
            self.landing.write("ad_spend", restated_day, "csv", restated, suffix="_restated")
        return self._csv("ad_spend", day, csv_lines(self.spend.rows(day)))

    def receipts(self, day: date) -> int:
        """store_purchases."""
        content = csv_lines(self.shops.receipts(day))
        soiled = self.dirt.soil_receipts(day, content)
        path: Path | None = self.landing.write("store_purchases", day, "csv.gz", soiled)
        if path and day == self.first_night:
            truncate(path)
            self._broken_off = soiled
        elif day == self.first_night + timedelta(days=1):
            self.landing.write("store_purchases", self.first_night, "csv.gz", self._broken_off)
        return max(0, len(content) - 1)

    def _csv(self, feed: str, day: date, content: list[bytes]) -> int:
        self.landing.write(feed, day, "csv", content)
        return max(0, len(content) - 1)

    def _withhold(self, day: date, person: Ints, content: list[bytes]) -> list[bytes]:
        if day != self.first_night - timedelta(days=LATE_AFTER_DAYS):
            return content
        is_late = np.asarray(person % LATE_SHARD == 0).tolist()
        self._late = [line for line, late in zip(content, is_late, strict=True) if late]
        self.dirt.seeded["app_events", "late"] += len(self._late)
        return [line for line, late in zip(content, is_late, strict=True) if not late]
