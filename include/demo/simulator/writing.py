"""Events and orders as rows of their feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from demo.simulator import calendar
from demo.simulator.places import PLATFORMS
from demo.simulator.population import Population
from demo.simulator.registry import SIGNED_UP_AFTER
from demo.simulator.sessions import (
    CART_UPDATED,
    EVENT_NAMES,
    NO_MESSAGE,
    ORDER_PLACED,
    PRODUCT_VIEWED,
    SCREEN_VIEWED,
    SCREENS,
    Events,
)

Row = dict[str, Any]
CURRENCY = "EUR"


def event_rows(
    people: Population, events: Events, day: date, app_version: str, message_ids: Sequence[str]
) -> Iterator[Row]:
    """app_events, in the order of `events`; what is seen before the account exists names the device alone."""
    is_anonymous = events.at < people.installed_at[events.person] + SIGNED_UP_AFTER
    is_anonymous &= events.code < CART_UPDATED  # a cart needs an account
    platforms = people.platform[events.person].tolist()
    columns = (events.person, events.code, events.session, events.detail, events.amount, events.message, is_anonymous)
    facts = zip(calendar.iso(events.at), platforms, *(column.tolist() for column in columns), strict=True)
    for number, (at, platform, person, code, session, detail, amount, message, anonymous) in enumerate(facts):
        yield {
            "event_id": f"e{day:%y%m%d}{number:07d}",
            "event": EVENT_NAMES[code],
            "user_id": None if anonymous else people.user_id(person),
            "device_id": people.device_id(person),
            "occurred_at": at,
            "screen": _screen(code, detail),
            "platform": PLATFORMS[platform],
            "app_version": app_version,
            "message_id": None if message == NO_MESSAGE else message_ids[message],
            "properties": _properties(person, code, session, detail, amount),
        }


def order_rows(people: Population, events: Events) -> Iterator[Row]:
    """app_purchases: one row for each order_placed."""
    orders = events.where(np.flatnonzero(events.code == ORDER_PLACED))
    columns = (orders.person, orders.session, orders.detail, orders.amount)
    for at, person, session, items, amount in zip(
        calendar.iso(orders.at), *(column.tolist() for column in columns), strict=True
    ):
        yield {
            "order_id": order_id(person, session),
            "user_id": people.user_id(person),
            "device_id": people.device_id(person),
            "ordered_at": at,
            "amount_minor": amount,
            "currency": CURRENCY,
            "items": items,
        }


def order_id(person: int, session: int) -> str:
    return f"o{person + 1:06d}-{session // 1000}"


def _screen(code: int, detail: int) -> str | None:
    if code == SCREEN_VIEWED:
        return SCREENS[detail]
    return {PRODUCT_VIEWED: "product", CART_UPDATED: "cart"}.get(
        code, "checkout" if code > CART_UPDATED else SCREENS[0]
    )


def _properties(person: int, code: int, session: int, detail: int, amount: int) -> Row | None:
    if code == PRODUCT_VIEWED:
        return {"product_id": f"p{detail:03d}"}
    if code < CART_UPDATED:
        return None
    cart: Row = {"cart_id": f"c{person + 1:06d}-{session // 1000}"}
    if code == ORDER_PLACED:
        return cart | {"order_id": order_id(person, session), "amount_minor": amount, "currency": CURRENCY}
    return cart | {"items": detail}
