"""One human as the shop's offices know one, in the app or not."""

from __future__ import annotations

from dataclasses import dataclass

from demo.simulator.attributes import Attributes
from demo.simulator.contacts import Contacts
from demo.simulator.places import COUNTRIES
from demo.simulator.population import Population


@dataclass(frozen=True)
class Someone:
    """None is what the person does not have, or never told."""

    first_name: str
    last_name: str
    country: str
    email: str | None
    phone: str | None
    web_cookie: str | None
    loyalty_card: str | None
    person: int | None = None
    """Who it is in the app."""


@dataclass(frozen=True)
class Directory:
    """Everybody there is."""

    people: Population
    contacts: Contacts
    attributes: Attributes
    strangers: list[Someone]

    def in_app(self, person: int) -> Someone:
        """With the address of the beginning; one that a household shares says nothing about a person and is left out."""
        return Someone(
            first_name=self.contacts.first_name(person),
            last_name=self.attributes.last_name(person),
            country=COUNTRIES[self.people.country[person]].code,
            email=self.contacts.own_email(person),
            phone=self.contacts.phone(person),
            web_cookie=self.people.web_cookie(person),
            loyalty_card=self.people.loyalty_card(person) if self.people.has_card[person] else None,
            person=person,
        )
