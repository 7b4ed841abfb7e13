"""The truth about who is one human: what the warehouse has to find out from rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demo.simulator.anonymous import Anonymous
from demo.simulator.changes import Changes
from demo.simulator.outside.someone import Directory
from demo.simulator.shared_devices import SharedDevices

Identifier = tuple[str, str]
"""(kind as contracts name it, value). E-mail addresses and numbers in clear, as the loader compares them."""


@dataclass(frozen=True)
class Humans:
    """Everybody's identifiers, also those that no file has named yet; what several share is in the set of each."""

    directory: Directory
    changes: Changes
    shared: SharedDevices
    anonymous: Anonymous

    def __iter__(self) -> Iterator[frozenset[Identifier]]:
        theirs = self._devices_of_others()
        for person in range(len(self.directory.people)):
            yield frozenset(self._in_app(person)) | theirs.get(person, set())
        for someone in self.directory.strangers:
            addresses = [("email", someone.email), ("phone", _digits(someone.phone))]
            others = [("web_cookie", someone.web_cookie), ("loyalty_card", someone.loyalty_card)]
            yield frozenset((kind, value) for kind, value in addresses + others if value)
        for name in self.anonymous.names:
            yield frozenset({("device_id", f"d-{name}"), ("anonymous_id", f"a-{name}")})

    def _in_app(self, person: int) -> Iterator[Identifier]:
        people, contacts = self.directory.people, self.directory.contacts
        yield "user_id", people.user_id(person)
        yield "device_id", people.device_id(person)
        yield "anonymous_id", people.anonymous_id(person)
        yield "web_cookie", people.web_cookie(person)
        for email in contacts.emails(person):
            yield "email", email
        if phone := _digits(contacts.phone(person)):
            yield "phone", phone
        if people.has_card[person]:
            yield "loyalty_card", people.loyalty_card(person)

    def _devices_of_others(self) -> dict[int, set[Identifier]]:
        found: dict[int, set[Identifier]] = {}
        for device in self.shared.devices:
            for person in device.accounts:
                found.setdefault(person, set()).update(
                    {("device_id", device.device_id), ("anonymous_id", device.anonymous_id)}
                )
        for former, owner in self.changes.handed_on:
            found.setdefault(owner, set()).add(("device_id", self.directory.people.device_id(former)))
        return found


def _digits(phone: str | None) -> str | None:
    return phone and phone.replace(" ", "")
