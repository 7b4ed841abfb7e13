"""Names, addresses and permissions of the people, and what they change over time."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

import numpy as np

from demo.sandbox.fcm import GONE
from demo.simulator.columns import Floats
from demo.simulator.places import FIRST_NAMES, LANGUAGES, PLATFORMS
from demo.simulator.population import Population
from demo.simulator.streams import Streams

DOMAINS = ("example.com", "example.org", "example.net")
"""Reserved for examples: nobody's mail, ever."""
GONE_MAILBOX = "+gone@"
"""An address with it bounces."""
NO_EMAIL, GONE_EMAIL = 0.04, 0.012
GONE_TOKEN = 0.02
HOUSEHOLDS = 0.002
"""Share of people who write the address of the person before them."""
PUSH_PERMISSION = {"android": 0.80, "ios": 0.62, "web": 0.15}


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
        self.has_push = rng.random(size) < _by_platform(people, PUSH_PERMISSION)
        self._has_gone_token = (rng.random(size) < GONE_TOKEN) & np.isfinite(people.lifetime)
        self.email_version = np.zeros(size, dtype=np.int64)
        self.token_version = np.zeros(size, dtype=np.int64)
        self._person_by_address: dict[str, int] = {}

    def first_name(self, person: int) -> str:
        names = FIRST_NAMES[LANGUAGES[self.people.language[person]]]
        return names[int(self._name_draw[person] * len(names))]

    def email(self, person: int) -> str | None:
        """The present address; remembered as the person's from then on."""
        if not self.has_email[person]:
            return None
        if self._shares_email[person] and self.has_email[person - 1] and not self._shares_email[person - 1]:
            return self.email(person - 1)
        plain = unicodedata.normalize("NFKD", self.first_name(person)).encode("ascii", "ignore").decode().lower()
        name = "".join(letter for letter in plain if letter.isalpha())
        version = f".{self.email_version[person]}" if self.email_version[person] else ""
        mailbox = f"{name}.{person + 1}{version}"
        domain = DOMAINS[person % len(DOMAINS)]
        return self._remember(
            f"{mailbox}{GONE_MAILBOX}{domain}" if self._has_gone_email[person] else f"{mailbox}@{domain}", person
        )

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


def is_gone(address: str) -> bool:
    return GONE_MAILBOX in address
