"""One simulated shop: history first, then a day at a time, with what people do about the messages they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from demo.simulator import calendar
from demo.simulator.acquisition import Spend
from demo.simulator.behaviour import Behaviour
from demo.simulator.columns import Ints
from demo.simulator.contacts import Contacts
from demo.simulator.day_files import DayFiles
from demo.simulator.dirt import Dirt
from demo.simulator.effects import EFFECTS, Effect
from demo.simulator.house import furnish
from demo.simulator.humans import Identifier
from demo.simulator.landing import Landing
from demo.simulator.messages import ProviderEvent, ReceivedMessage
from demo.simulator.population import populate
from demo.simulator.reactions import Reactions
from demo.simulator.sessions import Events, Sessions, unfold
from demo.simulator.streams import Streams
from demo.simulator.today import Today
from roundtrip import declared

NIGHTS = 3
"""People go on installing for so many days after the history."""
APP_VERSIONS = ((0, "5.1.0"), (9, "5.2.0"), (18, "5.3.0"))
"""(days after the launch, version)."""


class Simulation:
    """`people` by the end of `history_days` + NIGHTS days; the history ends where `first_night` begins.

    In order: write_history(); then for each day react(day, …) as often as messages were sent on it, and write_day(day).
    A day is a business day (policy.yml's reporting time zone). The same seed and messages give the same bytes.
    """

    truth: Mapping[str, Effect] = EFFECTS
    """By campaign: what a delivered message truly adds to the chance of an order."""

    def __init__(self, seed: int, people: int, history_days: int, first_night: date, landing: Path) -> None:
        self.first_night = first_night
        self._zone = declared.policy().reporting.timezone
        self._first_day = self._next_day = first_day = first_night - timedelta(days=history_days)
        self._streams = streams = Streams(seed)
        self.people = populate(streams, people, first_day, history_days + NIGHTS, self._zone)
        self.contacts = Contacts(self.people, streams)
        self._behaviour = Behaviour(self.people, streams)
        self._reactions = Reactions(self.contacts, self._behaviour)
        last_day = first_night + timedelta(days=NIGHTS - 1)
        house = furnish(self.people, self.contacts, streams, (first_day, first_night, last_day))
        self._humans = house.humans
        self._files = DayFiles(
            landing=Landing(landing),
            first_night=first_night,
            rooms=house.rooms,
            event_lines=house.event_lines,
            spend=Spend(self.people, streams),
            dirt=Dirt(streams),
        )
        self._coming: list[Events] = []

    @property
    def seeded_faults(self) -> Counter[tuple[str, str]]:
        """Rows written wrong on purpose so far, by (feed, malformed | repeated | late)."""
        return self._files.dirt.seeded

    @property
    def added_orders(self) -> Mapping[str, int]:
        """By campaign: people whom a message has made order, so far or in days to come."""
        return self._reactions.added_orders

    def humans(self) -> Iterable[frozenset[Identifier]]:
        """For each human, the app's people, strangers and devices without account: every identifier that leads to them.

        Two identifiers are one human's where some set holds both; what a household or a shop shares is in several sets.
        """
        return self._humans

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
        own = self._behaviour.sessions(day)
        today = Today(
            day=day,
            start=self._end(day - timedelta(days=1)),
            end=self._end(day),
            newcomers=self._newcomers(day),
            users=self._users(day, own),
            events=self._events(day, own),
            app_version=self._app_version(day),
        )
        return self._files.write(today, self._reactions.message_ids)

    def _app_version(self, day: date) -> str:
        return [version for after, version in APP_VERSIONS if self._first_day + timedelta(days=after) <= day][-1]

    def _end(self, day: date) -> int:
        return calendar.midnight(day + timedelta(days=1), self._zone)

    def _events(self, day: date, own: Sessions) -> Events:
        """Events of the business day; what begins on it and ends later waits for its own day."""
        end, ordinal = self._end(day), day.toordinal()
        added = self._reactions.sessions_before(end)
        events = Events.joined(
            [
                *self._coming,
                unfold(self._streams.of("events", ordinal), own),
                unfold(self._streams.of("events of reactions", ordinal), added),
            ]
        )
        self._coming = [events.where(np.flatnonzero(events.at >= end))]
        return events.where(np.flatnonzero(events.at < end)).in_order()

    def _newcomers(self, day: date) -> Ints:
        at = self.people.installed_at
        newcomers = np.flatnonzero((at >= self._end(day - timedelta(days=1))) & (at < self._end(day)))
        return newcomers[np.argsort(at[newcomers], kind="stable")]

    def _users(self, day: date, own: Sessions) -> Ints:
        """Who uses the app of their own accord on a day after that of the installation, sorted."""
        users = np.unique(own.person)
        return users[self.people.install_day[users] < day.toordinal()]
