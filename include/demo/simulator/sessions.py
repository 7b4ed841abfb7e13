"""Sessions and the events inside them, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.simulator.columns import Columns, Ints

BROWSE, CART, CHECKOUT, ORDER = range(4)
"""How far a session goes."""

APP_OPENED, SCREEN_VIEWED, PRODUCT_VIEWED, CART_UPDATED, CHECKOUT_STARTED, ORDER_PLACED = range(6)
EVENT_NAMES = ("app_opened", "screen_viewed", "product_viewed", "cart_updated", "checkout_started", "order_placed")
SCREENS = ("home", "search", "category", "offers", "wishlist", "profile", "help")
PRODUCTS = 400
NO_MESSAGE = -1

MEAN_VIEWS = 3.6
MEAN_PAUSE = 24_000
"""Milliseconds between two events."""
LONG_PAUSE_SHARE, LONG_PAUSE = 0.004, 40 * 60_000
"""Now and then somebody puts the phone away and goes on later: to whoever counts 30 minutes of inactivity, two sessions."""
PRODUCT_SHARE = 0.45
MEDIAN_ORDER, ORDER_SPREAD = 2_900, 0.85
"""Minor units; lognormal, so that a few orders are very large."""


@dataclass(frozen=True)
class Sessions(Columns):
    """One element a session."""

    person: Ints
    start: Ints
    kind: Ints
    message: Ints
    """Position of the message the app was opened from; NO_MESSAGE for none."""

    @classmethod
    def of(cls, person: Ints, start: Ints, kind: Ints, message: Ints | None = None) -> Sessions:
        return cls(person, start, kind, np.full(len(person), NO_MESSAGE) if message is None else message)


@dataclass(frozen=True)
class Events(Columns):
    """One element an event."""

    at: Ints
    person: Ints
    code: Ints
    session: Ints
    """Start of its session; with the person, what names a cart or an order."""
    detail: Ints
    """Product of PRODUCT_VIEWED, screen of SCREEN_VIEWED, items of CART_UPDATED and ORDER_PLACED."""
    amount: Ints
    """Minor units of ORDER_PLACED, else 0."""
    message: Ints
    """The message of APP_OPENED, else NO_MESSAGE."""

    def in_order(self) -> Events:
        return self.where(np.lexsort((self.code, self.person, self.at)))


def unfold(rng: np.random.Generator, sessions: Sessions) -> Events:
    """Every event of every session: the app opens, some views, and the way to cart, checkout and order."""
    views = 1 + rng.poisson(MEAN_VIEWS, len(sessions))
    sizes = 1 + views + sessions.kind
    owner = np.repeat(np.arange(len(sessions)), sizes)
    first = np.cumsum(sizes) - sizes
    position = np.arange(len(owner)) - first[owner]
    code = _codes(rng, position, views[owner])
    return Events(
        at=sessions.start[owner] + _elapsed(rng, position, first[owner]),
        person=sessions.person[owner],
        code=code,
        session=sessions.start[owner],
        detail=_details(rng, code, owner, len(sessions)),
        amount=np.where(code == ORDER_PLACED, _amounts(rng, len(code)), 0),
        message=np.where(code == APP_OPENED, sessions.message[owner], NO_MESSAGE),
    )


def _codes(rng: np.random.Generator, position: Ints, views: Ints) -> Ints:
    seen = np.where(rng.random(len(position)) < PRODUCT_SHARE, PRODUCT_VIEWED, SCREEN_VIEWED)
    ahead = CART_UPDATED + position - views - 1
    return np.where(position == 0, APP_OPENED, np.where(position <= views, seen, ahead))


def _elapsed(rng: np.random.Generator, position: Ints, first: Ints) -> Ints:
    """Milliseconds since the session's start."""
    pauses = 800 + rng.exponential(MEAN_PAUSE, len(position)).astype(np.int64)
    pauses += np.where(rng.random(len(position)) < LONG_PAUSE_SHARE, LONG_PAUSE, 0)
    pauses[position == 0] = 0
    total = np.cumsum(pauses)
    return total - total[first]


def _details(rng: np.random.Generator, code: Ints, owner: Ints, sessions: int) -> Ints:
    items = 1 + rng.poisson(0.8, sessions)
    popular = np.minimum((rng.pareto(1.1, len(code)) * 12).astype(np.int64), PRODUCTS - 1)
    screens = rng.integers(1, len(SCREENS), len(code))
    return np.select(
        [code == PRODUCT_VIEWED, code == SCREEN_VIEWED, code >= CART_UPDATED], [popular, screens, items[owner]]
    )


def _amounts(rng: np.random.Generator, size: int) -> Ints:
    return np.maximum(100, np.rint(MEDIAN_ORDER * rng.lognormal(0, ORDER_SPREAD, size))).astype(np.int64)
