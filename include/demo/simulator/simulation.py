"""One simulated shop: history first, then a day at a time, with what people do about the messages they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from demo.simulator import calendar
from demo.simulator.acquisition import RESTATED_PARTNER, Spend
from demo.simulator.behaviour import Behaviour
from demo.simulator.changes import Changes
from demo.simulator.contacts import Contacts
from demo.simulator.dirt import LATE_AFTER_DAYS, LATE_SHARD, Dirt
from demo.simulator.effects import EFFECTS, Effect
from demo.simulator.landing import Landing, csv_lines, lines, truncate
from demo.simulator.messages import ProviderEvent, ReceivedMessage
from demo.simulator.population import Ints, populate
from demo.simulator.reactions import Reactions
from demo.simulator.registry import SIGNED_UP_AFTER, Registry
from demo.simulator.sessions import Events, unfold
from demo.simulator.shops import Shops
from demo.simulator.streams import Streams
from demo.simulator.writing import event_rows, order_rows
from roundtrip import declared

NIGHTS = 3
"""People go on installing for so many days after the history."""
RESTATED_AFTER_DAYS = 2


class Simulation:
    """`people` by the end of `history_days` + NIGHTS days; the history ends where `first_night` begins.

    In order: write_history(); then for each day react(day, …) as often as messages were sent on it, and write_day(day).
    A day is a business day (policy.yml's reporting time zone). The same seed and messages give the same bytes.
    """

    truth: Mapping[str, Effect] = EFFECTS
    """By campaign: what a delivered message truly adds to the chance of an order."""

    def __init__(self, seed: int, people: int, history_days: int, first_night: date, landing: Path) -> None:
        self.first_night = first_night
        self._landing = Landing(landing)
        self._zone = declared.policy().reporting.timezone
        self._first_day = first_night - timedelta(days=history_days)
        self._next_day = self._first_day
        self._streams = Streams(seed)
        self.people = populate(self._streams, people, self._first_day, history_days + NIGHTS, self._zone)
        self._contacts = Contacts(self.people, self._streams)
        self._registry = Registry(self.people, self._contacts, self._streams, self._first_day)
        self._changes = Changes(self._registry)
        self._behaviour = Behaviour(self.people, self._streams)
        self._reactions = Reactions(self._contacts, self._behaviour)
        self._spend = Spend(self.people, self._streams)
        self._shops = Shops(self.people, self._streams)
        self._dirt = Dirt(self._streams)
        self._coming: Events | None = None
        self._late: list[bytes] = []
        self._receipts_to_repeat: list[bytes] = []

    @property
    def seeded_faults(self) -> Counter[tuple[str, str]]:
        """Rows written wrong on purpose so far, by (feed, malformed | repeated | late)."""
        return self._dirt.seeded

    @property
    def added_orders(self) -> Mapping[str, int]:
        """By campaign: people whom a message has made order, so far or in days to come."""
        return self._reactions.added_orders

    def write_history(self) -> int:
        """Files of every day before the first night; rows written."""
        rows = 0
        while self._next_day < self.first_night:
            rows += self.write_day(self._next_day)
        return rows

    def react(self, day: date, received: Iterable[ReceivedMessage]) -> list[ProviderEvent]:
        """What comes back until the end of `day`, earlier days' messages included, in order of time."""
        if day < self._next_day:
            raise ValueError(f"the files of {day} are written; people can no longer react on that day")
        return self._reactions.react(day, received, self._end(day))

    def write_day(self, day: date) -> int:
        """Files of one day, which must be the next; rows written."""
        if day != self._next_day:
            raise ValueError(f"days are written in order: {self._next_day} is next, not {day}")
        self._next_day = day + timedelta(days=1)
        return self._write_usage(day) + self._write_registry(day) + self._write_offline(day)

    def _end(self, day: date) -> int:
        return calendar.midnight(day + timedelta(days=1), self._zone)

    def _write_usage(self, day: date) -> int:
        events = self._events(day)
        version = self._registry.app_version(day)
        rows = event_rows(self.people, events, day, version, self._reactions.message_ids)
        content = lines(rows)
        orders = lines(order_rows(self.people, events))
        total = len(content) + len(orders)
        content = self._withhold(day, events.person, content)
        self._landing.write("app_events", day, "ndjson.gz", self._dirt.soil_events(day, content))
        self._landing.write("app_purchases", day, "ndjson.gz", orders)
        self._write_late(day)
        return total

    def _events(self, day: date) -> Events:
        """Events of the business day; what begins on it and ends later waits for its own day."""
        end, ordinal = self._end(day), day.toordinal()
        parts = [
            unfold(self._streams.of("events", ordinal), self._behaviour.sessions(day)),
            unfold(self._streams.of("events of reactions", ordinal), self._reactions.sessions_before(end)),
        ]
        events = Events.joined(parts if self._coming is None else [self._coming, *parts])
        self._coming = events.where(np.flatnonzero(events.at >= end))
        return events.where(np.flatnonzero(events.at < end)).in_order()

    def _withhold(self, day: date, person: Ints, content: list[bytes]) -> list[bytes]:
        if day != self.first_night - timedelta(days=LATE_AFTER_DAYS):
            return content
        is_late = (person % LATE_SHARD == 0).tolist()
        self._late = [line for line, late in zip(content, is_late, strict=True) if late]
        self._dirt.seeded["app_events", "late"] += len(self._late)
        return [line for line, late in zip(content, is_late, strict=True) if not late]

    def _write_late(self, day: date) -> None:
        if day == self.first_night:
            late_day = day - timedelta(days=LATE_AFTER_DAYS)
            self._landing.write("app_events", late_day, "ndjson.gz", self._late, suffix="_late")

    def _write_registry(self, day: date) -> int:
        at = self.people.installed_at
        newcomers = np.flatnonzero((at >= self._end(day - timedelta(days=1))) & (at < self._end(day)))
        newcomers = newcomers[np.argsort(at[newcomers], kind="stable")]
        users = self._users(day)
        changed = self._changes.rows(day, users)
        signed_up = list(zip(newcomers.tolist(), calendar.iso(at[newcomers] + SIGNED_UP_AFTER), strict=True))
        feeds = {
            "profiles": [self._registry.profile(person, when) for person, when in signed_up],
            "devices": [self._registry.device(person, when, day) for person, when in signed_up],
            "consents": [row for person, when in signed_up for row in self._registry.consents(person, when)],
        }
        rows = 0
        for feed, found in feeds.items():
            content = lines(found + changed[feed])
            self._landing.write(feed, day, "ndjson.gz", content)
            rows += len(content)
        installs = csv_lines(self._registry.installs(newcomers, day)) if len(newcomers) else []
        self._landing.write("installs", day, "csv", installs)
        return rows + max(0, len(installs) - 1)

    def _users(self, day: date) -> Ints:
        """Who uses the app on a local day after that of the installation, for the changes they make."""
        users = np.unique(self._behaviour.sessions(day).person)
        return users[self.people.install_day[users] < day.toordinal()]

    def _write_offline(self, day: date) -> int:
        receipts = csv_lines(self._shops.receipts(day))
        self._write_receipts(day, self._dirt.soil_receipts(day, receipts))
        spend = csv_lines(self._spend.rows(day))
        self._landing.write("ad_spend", day, "csv", spend)
        if day == self.first_night:
            restated_day = day - timedelta(days=RESTATED_AFTER_DAYS)
            restated = csv_lines(self._spend.rows(restated_day, final_for=RESTATED_PARTNER))
            self._landing.write("ad_spend", restated_day, "csv", restated, suffix="_restated")
        return max(0, len(receipts) - 1) + len(spend) - 1

    def _write_receipts(self, day: date, receipts: list[bytes]) -> None:
        """The transfer of the first night's day breaks off; the whole file comes with the next day's."""
        path = self._landing.write("store_purchases", day, "csv.gz", receipts)
        if path and day == self.first_night:
            truncate(path)
            self._receipts_to_repeat = receipts
        elif day == self.first_night + timedelta(days=1):
            self._landing.write("store_purchases", self.first_night, "csv.gz", self._receipts_to_repeat)
