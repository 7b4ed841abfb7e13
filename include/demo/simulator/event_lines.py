"""Events as lines of app_events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import orjson

from demo.simulator import calendar
from demo.simulator.attributes import Attributes
from demo.simulator.orders import CURRENCY, order_id
from demo.simulator.places import COUNTRIES, LANGUAGES, PLATFORMS
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
)
from demo.simulator.today import Today


class EventLines:
    """Most rows of the shop are events, so their lines are put together from parts that are encoded once."""

    def __init__(self, people: Population, attributes: Attributes) -> None:
        self._people = people
        known, anonymous = zip(*(_tails(people, attributes, person) for person in range(len(people))), strict=True)
        self._known: tuple[str, ...] = known
        self._anonymous: tuple[str, ...] = anonymous

    def of(self, today: Today, message_ids: Sequence[str]) -> Iterator[bytes]:
        """In the order of today's events; what is seen before the account exists names device and anonymous id alone."""
        events = today.events
        is_anonymous = events.at < self._people.installed_at[events.person] + SIGNED_UP_AFTER
        is_anonymous &= events.code < CART_UPDATED  # a cart needs an account
        columns = (
            events.person,
            events.code,
            events.session,
            events.detail,
            events.amount,
            events.message,
            is_anonymous,
        )
        facts = zip(calendar.iso(events.at), *(np.asarray(column).tolist() for column in columns), strict=True)
        start, version = f'{{"event_id":"e{today.day:%y%m%d}', f'"app_version":"{today.app_version}",'
        for number, (at, person, code, session, detail, amount, message, anonymous) in enumerate(facts):
            opened_from = "" if message == NO_MESSAGE else f'"message_id":"{message_ids[message]}",'
            yield (
                f'{start}{number:07d}","event":"{EVENT_NAMES[code]}","occurred_at":"{at}",{_seen(code, detail)}'
                f"{_properties(person, code, session, detail, amount)}{opened_from}{version}"
                f"{self._anonymous[person] if anonymous else self._known[person]}"
            ).encode()


def _tails(people: Population, attributes: Attributes, person: int) -> tuple[str, str]:
    """The end of every line of a person, with the account and before it."""
    home = attributes.city(person)
    device = {
        "device_id": people.device_id(person),
        "platform": PLATFORMS[people.platform[person]],
        "os_version": attributes.os_version(person),
        "language": LANGUAGES[people.language[person]],
        "country": COUNTRIES[people.country[person]].code,
        "region": home.region,
        "city": home.name,
    }
    named = {"user_id": people.user_id(person)}, {"anonymous_id": people.anonymous_id(person)}
    known, anonymous = (orjson.dumps(who | device).decode()[1:] for who in named)
    return known, anonymous


def _seen(code: int, detail: int) -> str:
    if code == SCREEN_VIEWED:
        return f'"screen":"{SCREENS[detail]}",'
    if code == PRODUCT_VIEWED:
        return '"screen":"product",'
    if code < CART_UPDATED:
        return f'"screen":"{SCREENS[0]}",'
    return '"screen":"cart",' if code == CART_UPDATED else '"screen":"checkout",'


def _properties(person: int, code: int, session: int, detail: int, amount: int) -> str:
    if code == PRODUCT_VIEWED:
        return f'"properties":{{"product_id":"p{detail:03d}"}},'
    if code < CART_UPDATED:
        return ""
    cart = f'"properties":{{"cart_id":"c{person + 1:06d}-{session // 1000}"'
    if code == ORDER_PLACED:
        return f'{cart},"order_id":"{order_id(person, session)}","amount_minor":{amount},"currency":"{CURRENCY}"}},'
    return f'{cart},"items":{detail}}},'
