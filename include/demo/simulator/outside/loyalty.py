"""The card's programme: members of the app and members who never heard of it, with points and credit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from demo.simulator import calendar
from demo.simulator.outside.someone import Directory, Someone
from demo.simulator.shops import Shops
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

STATES_EMAIL, LINKS_ACCOUNT = 0.55, 0.30
"""Of the app's card holders: those whom the programme knows by e-mail, and those who tied the card to their account."""
MEDIAN_POINTS, POINTS_SPREAD = 420, 1.0
LEVELS = ((2_000, "gold"), (600, "silver"), (0, "bronze"))
CREDIT_STEP, CREDIT_MINOR = 500, 250
"""So many minor units of store credit for so many points."""
OLDEST_DAYS = 1_400
LISTED_AT = 4 * calendar.HOUR


class Loyalty:
    """loyalty_members: everybody on the first day, then who was at a till."""

    def __init__(self, directory: Directory, shops: Shops, streams: Streams, first_day: date) -> None:
        rng = streams.of("loyalty")
        self.people, self.shops, self.first_day = directory.people, shops, first_day
        holders = np.flatnonzero(self.people.has_card).tolist()
        states_email, links = rng.random((2, len(holders))) < [[STATES_EMAIL], [LINKS_ACCOUNT]]
        members = [_holder(directory, p, bool(e)) for p, e in zip(holders, states_email, strict=True)]
        members += [other for other in directory.strangers if other.loyalty_card]
        self._linked = {person for person, is_linked in zip(holders, links, strict=True) if is_linked}
        self._members = {str(member.loyalty_card): member for member in members}
        points = np.rint(MEDIAN_POINTS * rng.lognormal(0, POINTS_SPREAD, len(members))).astype(int).tolist()
        self._points = dict(zip(self._members, points, strict=True))
        self._joined = dict(zip(self._members, rng.integers(1, OLDEST_DAYS, len(members)).tolist(), strict=True))

    def rows(self, today: Today) -> Rows:
        rows = []
        if today.day == self.first_day:
            rows = [self._row(card, calendar.iso_of(today.start + LISTED_AT), today) for card in self._members]
        for receipt in self.shops.receipts(today.day):
            if card := receipt["loyalty_card"]:
                self._points[card] += receipt["amount_minor"] // 100
                rows.append(self._row(card, receipt["bought_at"], today))
        return {"loyalty_members": rows}

    def _row(self, card: str, at: str, today: Today) -> Row:
        member, points = self._members[card], self._points[card]
        return {
            "loyalty_card": card,
            "user_id": self._account(member, today),
            "email": member.email,
            "phone": member.phone,
            "first_name": member.first_name,
            "last_name": member.last_name,
            "status": next(level for least, level in LEVELS if points >= least),
            "points": points,
            "store_credit_minor": points // CREDIT_STEP * CREDIT_MINOR,
            "currency": "EUR",
            "joined_on": self.first_day - timedelta(days=self._joined[card]),
            "updated_at": at,
        }

    def _account(self, member: Someone, today: Today) -> str | None:
        """Of those who tied it, once there is one."""
        person = member.person
        if person is None or person not in self._linked or self.people.install_day[person] >= today.day.toordinal():
            return None
        return self.people.user_id(person)


def _holder(directory: Directory, person: int, states_email: bool) -> Someone:
    someone = directory.in_app(person)
    return someone if states_email else replace(someone, email=None, phone=None)
