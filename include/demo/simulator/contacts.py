"""Names, addresses and permissions of the people, and what they change over time."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

import numpy as np

from demo.sandbox.fcm import GONE
from demo.simulator.columns import Flags, Floats
from demo.simulator.names import FIRST_NAMES
from demo.simulator.places import LANGUAGES, PLATFORMS
from demo.simulator.population import Population
from demo.simulator.streams import Streams

DOMAINS = ("example.com", "example.org", "example.net")
"""Reserved for examples: nobody's mail, ever."""
GONE_MAILBOX = "+gone@"
"""An address with it bounces."""
PHONES = "+999 160"
"""A country that the ITU gives to nobody: no telephone, ever."""
HAS_PHONE = 0.45
NO_EMAIL, GONE_EMAIL = 0.04, 0.012
GONE_TOKEN = 0.02
HOUSEHOLDS = 0.002
"""Share of people who write the address of the person before them."""
PUSH_ALLOWED = {"android": 0.80, "ios": 0.62, "web": 0.15}
PROVISIONAL, NOT_ASKED = 0.12, 0.35
"""Of the pushes allowed on iOS, those that come quietly; of those not allowed, those nobody asked for yet."""


class Contacts:
    """How people can be reached. Addresses change; an old one still leads to its person."""

    def __init__(self, people: Population, streams: Streams) -> None:
        rng = streams.of("contacts")
        size = len(people)
        self._seed = streams.seed
        self._name_draw = rng.random(size)
        self.people = people
        self.has_email = rng.random(size) >= NO_EMAIL
        self._has_gone_email = rng.random(size) < GONE_EMAIL
        self._shares_email = rng.random(size) < HOUSEHOLDS
        self._shares_email[0] = False
        self.has_push = rng.random(size) < _by_platform(people, PUSH_ALLOWED)
        self._has_gone_token = (rng.random(size) < GONE_TOKEN) & np.isfinite(people.lifetime)
        self.has_phone, self._permission_draw = _phones_and_permissions(streams, size)
        self.email_version = np.zeros(size, dtype=np.int64)
        self.token_version = np.zeros(size, dtype=np.int64)
        self._person_by_address: dict[str, int] = {}

    def first_name(self, person: int) -> str:
        names = FIRST_NAMES[LANGUAGES[self.people.language[person]]]
        return names[int(self._name_draw[person] * len(names))]

    def own_email(self, person: int) -> str | None:
        """The present address, where it is nobody else's and takes mail."""
        is_shared = self._shares_email[person] or self._shares_email[min(person + 1, len(self.people) - 1)]
        return None if is_shared or self._has_gone_email[person] else self.email(person)

    def phone(self, person: int) -> str | None:
        """As people write it, with spaces."""
        return f"{PHONES} {person + 1:07d}" if self.has_phone[person] else None

    def push_permission(self, person: int) -> str:
        draw = self._permission_draw[person]
        if not self.has_push[person]:
            return "not_asked" if draw < NOT_ASKED else "denied"
        is_quiet = PLATFORMS[self.people.platform[person]] == "ios" and draw < PROVISIONAL
        return "provisional" if is_quiet else "granted"

    def email(self, person: int) -> str | None:
        """The present address; remembered as the person's from then on."""
        addresses = self.emails(person)
        return addresses[-1] if addresses else None

    def emails(self, person: int) -> list[str]:
        """Every address so far, the present one last."""
        if not self.has_email[person]:
            return []
        if self._shares_email[person] and self.has_email[person - 1] and not self._shares_email[person - 1]:
            return self.emails(person - 1)
        return [self._remember(self._email(person, v), person) for v in range(self.email_version[person] + 1)]

    def _email(self, person: int, version: int) -> str:
        mailbox = f"{mailbox_of(self.first_name(person))}.{person + 1}{f'.{version}' if version else ''}"
        domain = DOMAINS[person % len(DOMAINS)]
        return f"{mailbox}{GONE_MAILBOX}{domain}" if self._has_gone_email[person] else f"{mailbox}@{domain}"

    def push_token(self, person: int) -> str | None:
        """The present token of the person's device; None without permission."""
        if not self.has_push[person]:
            return None
        fact = f"{self._seed} {person} {self.token_version[person]}"
        token = blake2b(fact.encode(), digest_size=36).hexdigest()
        gone = GONE if self._has_gone_token[person] else ""
        return self._remember(f"{token[:22]}:APA91b{token[22:]}{gone}", person)

    def person_at(self, address: str) -> int | None:
        """Whom a message to this address reaches."""
        return self._person_by_address.get(address)

    def hand_over(self, token: str, person: int) -> None:
        """The device now belongs to somebody else."""
        self._person_by_address[token] = person

    def _remember(self, address: str, person: int) -> str:
        self._person_by_address.setdefault(address, person)
        return address


def _by_platform(people: Population, values: dict[str, float]) -> Floats:
    return np.array([values[name] for name in PLATFORMS])[people.platform]


def _phones_and_permissions(streams: Streams, size: int) -> tuple[Flags, Floats]:
    rng = streams.of("phones and permissions")
    return rng.random(size) < HAS_PHONE, rng.random(size)


def mailbox_of(name: str) -> str:
    """The letters of a name as they stand in an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in plain if letter.isalpha())


def is_gone(address: str) -> bool:
    return GONE_MAILBOX in address
