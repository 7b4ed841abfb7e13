"""What people do of themselves: whether they come on a day, how often, whether they buy. No message changes any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from demo.simulator import calendar
from demo.simulator.columns import Flags, Floats
from demo.simulator.places import ZONES
from demo.simulator.population import Population
from demo.simulator.sessions import BROWSE, CART, CHECKOUT, ORDER, Sessions
from demo.simulator.streams import Streams

RETURN = 0.006
"""Chance that somebody who left comes back on a day; twice that for those who came with the launch."""
MORE_SESSIONS = 0.35
"""Further sessions on a day of use, on average."""
CARTS, CHECKOUTS = 0.13, 0.05
"""Sessions without an order that reach the cart, and of all sessions those that reach the checkout and stop."""
FIRST_SESSION_AFTER = 2_000
"""Milliseconds from installation to the first screen."""


@dataclass(frozen=True)
class Behaviour:
    """Base behaviour by local day."""

    people: Population
    streams: Streams

    def chance_of_use(self, day: date) -> Floats:
        """Of each person on a local day; 0 before the installation, 1 on its day."""
        tenure = day.toordinal() - self.people.install_day
        left = np.where(self.people.is_launch, 2 * RETURN, RETURN)
        chance = np.where(tenure <= self.people.lifetime, self.people.activity, left) * calendar.WEEKDAYS[day.weekday()]
        return np.where(tenure > 0, np.minimum(chance, 1), np.where(tenure == 0, 1.0, 0.0))

    def chance_of_order(self, first_day: date, days: int) -> Floats:
        """Of each person, at least one order of their own accord on `days` local days: what a message adds to."""
        without = np.ones(len(self.people))
        for offset in range(days):
            day = date.fromordinal(first_day.toordinal() + offset)
            without *= 1 - self.chance_of_use(day) * self.people.buying
        return 1 - without

    def sessions(self, day: date) -> Sessions:
        """Everybody's sessions that begin on the local day `day`."""
        rng = self.streams.of("use", day.toordinal())
        draws = rng.random((2, len(self.people)))
        more = rng.poisson(MORE_SESSIONS, len(self.people))
        uses = draws[0] < self.chance_of_use(day)
        buys = uses & (draws[1] < self.people.buying)
        person = np.repeat(np.arange(len(self.people)), np.where(uses, 1 + more, 0))
        is_first = np.ones(len(person), dtype=bool)
        is_first[1:] = person[1:] != person[:-1]
        start = self._starts(rng, day, person, is_first)
        order = np.where(is_first & buys[person], ORDER, self._idle_kinds(rng, len(person)))
        return Sessions.of(person, start, order)

    def _starts(
        self, rng: np.random.Generator, day: date, person: NDArray[np.int64], is_first: Flags
    ) -> NDArray[np.int64]:
        midnights = calendar.midnights(day, ZONES)[self.people.zone[person]]
        start = midnights + calendar.time_of_day(rng, len(person))
        installed_at = self.people.installed_at[person]
        is_installing = self.people.install_day[person] == day.toordinal()
        later = installed_at + rng.integers(calendar.MINUTE, 5 * calendar.HOUR, len(person))
        return np.where(is_installing, np.where(is_first, installed_at + FIRST_SESSION_AFTER, later), start)

    @staticmethod
    def _idle_kinds(rng: np.random.Generator, sessions: int) -> NDArray[np.int64]:
        return rng.choice([BROWSE, CART, CHECKOUT], sessions, p=[1 - CARTS - CHECKOUTS, CARTS, CHECKOUTS])
