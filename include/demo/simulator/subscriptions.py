"""Paid memberships: tried, started, renewed, cancelled, run out, now and then given back."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demo.simulator import calendar
from demo.simulator.columns import Flags, Ints
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

TRIES_IF_STAYING, TRIES = 0.20, 0.03
"""Share of those who stay in the app, and of the others, who ever begin a trial."""
MEAN_DAYS_TO_TRIAL = 2.5
CONVERTS, RENEWS = 0.52, 0.86
CANCELS = 0.75
"""Of those who do not go on; the others' payment fails."""
REFUNDED = 0.03
"""Of payments; the membership ends with it."""
FORESEEN_DAYS = 90
CURRENCY = "EUR"
FREE, TRIAL, PREMIUM = "free", "trial", "premium"
TYPE_AFTER = {"trial_started": TRIAL, "started": PREMIUM, "expired": FREE, "refunded": FREE}


@dataclass(frozen=True)
class Plan:
    """What can be subscribed to."""

    product: str
    share: float
    trial_days: int
    period_days: int
    price_minor: int


PLANS = (Plan("plus_weekly", 0.6, 3, 7, 249), Plan("plus_monthly", 0.4, 7, 30, 799))


@dataclass(frozen=True)
class Fact:
    """Something that happened to a membership."""

    at: int
    person: int
    number: int
    event: str
    plan: Plan
    period_ends_at: int
    amount_minor: int | None = None


class Subscriptions:
    """Everybody's, known from the start: nothing here depends on messages."""

    def __init__(self, people: Population, streams: Streams) -> None:
        self.people = people
        rng = streams.of("subscriptions")
        size = len(people)
        tries = rng.random(size) < np.where(np.isfinite(people.lifetime), TRIES, TRIES_IF_STAYING)
        plan = rng.choice(len(PLANS), size, p=[p.share for p in PLANS])
        after = calendar.HOUR + (rng.exponential(MEAN_DAYS_TO_TRIAL, size) * calendar.DAY).astype(np.int64)
        self._until = int(people.installed_at.max()) + FORESEEN_DAYS * calendar.DAY
        self._facts = sorted(
            (
                fact
                for person in np.flatnonzero(tries).tolist()
                for fact in self._life(
                    rng, person, PLANS[plan[person]], int(people.installed_at[person] + after[person])
                )
            ),
            key=lambda fact: (fact.at, fact.person, fact.number),
        )
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

    def _life(self, rng: np.random.Generator, person: int, plan: Plan, at: int) -> Iterator[Fact]:
        ends_at = at + plan.trial_days * calendar.DAY
        yield Fact(at, person, 0, "trial_started", plan, ends_at)
        goes_on, number = rng.random() < CONVERTS, 1
        while goes_on and ends_at < self._until:
            at, ends_at = ends_at, ends_at + plan.period_days * calendar.DAY
            paid = "started" if number == 1 else "renewed"
            yield Fact(at, person, number, paid, plan, ends_at, plan.price_minor)
            number += 1
            if rng.random() < REFUNDED:
                returned_at = at + int(rng.integers(calendar.HOUR, 2 * calendar.DAY))
                yield Fact(returned_at, person, number, "refunded", plan, returned_at, plan.price_minor)
                return
            goes_on = rng.random() < RENEWS
        if not goes_on:
            if rng.random() < CANCELS:
                yield Fact(int(rng.integers(at, ends_at)), person, number, "cancelled", plan, ends_at)
                number += 1
            yield Fact(ends_at, person, number, "expired", plan, ends_at)

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
