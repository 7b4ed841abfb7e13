"""How a paid membership goes: tried, started, renewed, cancelled, run out, now and then given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demo.simulator import calendar

CONVERTS, RENEWS = 0.52, 0.86
CANCELS = 0.75
"""Of those who do not go on; the others' payment fails."""
REFUNDED = 0.03
"""Of payments; the membership ends with it."""


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


def life(rng: np.random.Generator, person: int, plan: Plan, at: int, until: int) -> Iterator[Fact]:
    """Everything that happens to a membership whose trial begins `at`, in order of time; payments as far as `until`."""
    ends_at = at + plan.trial_days * calendar.DAY
    yield Fact(at, person, 0, "trial_started", plan, ends_at)
    goes_on, number = rng.random() < CONVERTS, 1
    while goes_on and ends_at < until:
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
