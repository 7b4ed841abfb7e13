"""People who never use the app: they hold a card, asked for an offer, or only looked at a page."""

from __future__ import annotations

import numpy as np

from demo.simulator.contacts import DOMAINS, PHONES, mailbox_of
from demo.simulator.names import FIRST_NAMES, LAST_NAMES
from demo.simulator.outside.someone import Someone
from demo.simulator.places import COUNTRIES, LANGUAGES
from demo.simulator.streams import Streams

STRANGERS = 0.20
"""For each person of the app."""
MEMBERS, LEADS, VISITORS = 0.26, 0.16, 0.62
"""Shares; somebody can be all three. Who is none looks at a page after all."""
HAS_EMAIL, HAS_PHONE = 0.85, 0.65


class Strangers:
    """A position is a stranger."""

    def __init__(self, people: int, streams: Streams) -> None:
        rng = streams.of("strangers")
        size = round(people * STRANGERS)
        self.is_member, self.is_lead, visits = rng.random((3, size)) < [[MEMBERS], [LEADS], [VISITORS]]
        self.is_visitor = visits | ~(self.is_member | self.is_lead)
        self._has_email, self._has_phone = rng.random((2, size)) < [[HAS_EMAIL], [HAS_PHONE]]
        self._country = rng.choice(len(COUNTRIES), size, p=[country.share for country in COUNTRIES])
        self._language = rng.integers(0, len(LANGUAGES), size)
        self._first_name, self._last_name = rng.random((2, size))

    def __len__(self) -> int:
        return len(self.is_member)

    def everybody(self) -> list[Someone]:
        return [self._someone(stranger) for stranger in range(len(self))]

    def leads(self) -> list[Someone]:
        """Those who ask for an offer."""
        return [self._someone(stranger) for stranger in np.flatnonzero(self.is_lead).tolist()]

    def _someone(self, stranger: int) -> Someone:
        """With everything that can be known; who only looked at a page left no name."""
        language = LANGUAGES[self._language[stranger]]
        first_name = FIRST_NAMES[language][int(self._first_name[stranger] * len(FIRST_NAMES[language]))]
        last_name = LAST_NAMES[language][int(self._last_name[stranger] * len(LAST_NAMES[language]))]
        is_named = bool(self.is_member[stranger] or self.is_lead[stranger])
        mailbox = f"{mailbox_of(first_name)}.{mailbox_of(last_name)}.s{stranger + 1}"
        return Someone(
            first_name=first_name,
            last_name=last_name,
            country=COUNTRIES[self._country[stranger]].code,
            email=f"{mailbox}@{DOMAINS[stranger % len(DOMAINS)]}" if is_named and self._has_email[stranger] else None,
            phone=f"{PHONES} 9{stranger + 1:06d}" if is_named and self._has_phone[stranger] else None,
            web_cookie=f"ws{stranger + 1:06d}" if self.is_visitor[stranger] else None,
            loyalty_card=f"L{9_000_000 + stranger:08d}" if self.is_member[stranger] else None,
        )
