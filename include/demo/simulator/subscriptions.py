"""Who subscribes, and what the app's stores say of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from demo.simulator import calendar
from demo.simulator.columns import Flags, Ints
from demo.simulator.memberships import PLANS, Fact, life
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

TRIES_IF_STAYING, TRIES = 0.20, 0.03
"""Share of those who stay in the app, and of the others, who ever begin a trial."""
MEAN_DAYS_TO_TRIAL = 2.5
FORESEEN_DAYS = 90
CURRENCY = "EUR"
FREE, TRIAL, PREMIUM = "free", "trial", "premium"
TYPE_AFTER = {"trial_started": TRIAL, "started": PREMIUM, "expired": FREE, "refunded": FREE}


class Subscriptions:
    """Everybody's, known from the start: nothing here depends on messages."""

    def __init__(self, people: Population, streams: Streams) -> None:
        self.people = people
        facts = _lives(people, streams.of("subscriptions"))
        self._facts = sorted(facts, key=lambda fact: (fact.at, fact.person, fact.number))
        self._at: Ints = np.array([fact.at for fact in self._facts], dtype=np.int64)
        self._types: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for fact in self._facts:
            if fact.event in TYPE_AFTER:
                self._types[fact.person].append((fact.at, TYPE_AFTER[fact.event]))

    def rows(self, today: Today) -> Rows:
        return {"subscriptions": [self._row(self._facts[position]) for position in today.due(self._at)]}

    def changed(self, today: Today) -> list[tuple[int, int]]:
        """(person, time) of everybody whose type of subscriber changes today, in order of time."""
        due = (self._facts[position] for position in today.due(self._at))
        return [(fact.person, fact.at) for fact in due if fact.event in TYPE_AFTER]

    def subscriber_type(self, person: int, at: int) -> str:
        types = self._types.get(person, [])
        before = bisect_right(types, at, key=lambda change: change[0])
        return types[before - 1][1] if before else FREE

    def is_free(self, at: int) -> Flags:
        """Whom the app shows advertising at a time."""
        free = np.ones(len(self.people), dtype=bool)
        free[[person for person in self._types if self.subscriber_type(person, at) != FREE]] = False
        return free

    def _row(self, fact: Fact) -> Row:
        subscription = f"s{fact.person + 1:06d}"
        at, ends_at = calendar.iso(np.array([fact.at, fact.period_ends_at]))
        return {
            "subscription_event_id": f"{subscription}-{fact.number}",
            "subscription_id": subscription,
            "user_id": self.people.user_id(fact.person),
            "event": fact.event,
            "product": fact.plan.product,
            "occurred_at": at,
            "period_ends_at": ends_at,
            "amount_minor": fact.amount_minor,
            "currency": CURRENCY if fact.amount_minor is not None else None,
        }


def _lives(people: Population, rng: np.random.Generator) -> Iterator[Fact]:
    size, until = len(people), int(people.installed_at.max()) + FORESEEN_DAYS * calendar.DAY
    tries = rng.random(size) < np.where(np.isfinite(people.lifetime), TRIES, TRIES_IF_STAYING)
    plan = rng.choice(len(PLANS), size, p=[p.share for p in PLANS])
    after = calendar.HOUR + (rng.exponential(MEAN_DAYS_TO_TRIAL, size) * calendar.DAY).astype(np.int64)
    for person in np.flatnonzero(tries).tolist():
        yield from life(rng, person, PLANS[plan[person]], int(people.installed_at[person] + after[person]), until)
