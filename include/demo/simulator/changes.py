"""What people change on a day of use: a newer app, a new token, another address, a withdrawn consent, a device handed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from demo.simulator import calendar
from demo.simulator.columns import Ints
from demo.simulator.places import ZONES
from demo.simulator.registry import Registry
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

SEEN_AGAIN, NEW_TOKEN, NEW_EMAIL, WITHDRAWN = 0.12, 0.02, 0.001, 0.0015
"""Of those who use the app on a day: device reported again; of these with a new token; new e-mail address; no to offers."""
HANDED_ON_AFTER = timedelta(days=12)
HANDED_ON = 10


@dataclass(frozen=True)
class Changes:
    """Rows of profiles, devices and consents beyond those of sign-up."""

    registry: Registry
    streams: Streams
    first_day: date
    handed_on: list[tuple[int, int]] = field(default_factory=list)
    """Whose device, and whose it is now."""

    def rows(self, today: Today) -> Rows:
        """Of those who use the app today."""
        users = today.users
        rng = self.streams.of("changes", today.day.toordinal())
        at = self._moments(rng, today.day, users).tolist()
        draws = rng.random((4, len(users)))
        rows: Rows = {"profiles": [], "devices": [], "consents": []}
        contacts = self.registry.contacts
        for position in np.flatnonzero((draws < [[SEEN_AGAIN], [0], [NEW_EMAIL], [WITHDRAWN]]).any(axis=0)).tolist():
            person, seen_at = int(users[position]), at[position]
            seen, token, email, withdrawn = draws[:, position]
            if seen < SEEN_AGAIN:
                contacts.token_version[person] += token < NEW_TOKEN
                rows["devices"].append(self.registry.device(person, seen_at, today.app_version))
            if email < NEW_EMAIL and contacts.has_email[person]:
                contacts.email_version[person] += 1
                rows["profiles"].append(self.registry.profile(person, seen_at))
            if withdrawn < WITHDRAWN:
                rows["consents"].append(
                    self.registry.consent(person, "email", "offers", seen_at, is_granted=False, source="app settings")
                )
        if today.day == self.first_day + HANDED_ON_AFTER:
            rows["devices"] += self._handed_on(users.tolist(), at, today.app_version)
        return rows

    def _moments(self, rng: np.random.Generator, day: date, users: Ints) -> Ints:
        """Within the business day: between noon and evening in the person's own zone, before midnight in every other."""
        midnights = calendar.midnights(day, ZONES)[self.registry.people.zone[users]]
        return midnights + 8 * calendar.HOUR + rng.integers(0, 6 * calendar.HOUR, len(users))

    def _handed_on(self, users: list[int], at: list[int], app_version: str) -> list[Row]:
        """Devices of the first users are signed in to by the last ones: token and all."""
        contacts = self.registry.contacts
        former = [person for person in users if contacts.has_push[person]][:HANDED_ON]
        rows = []
        for person, owner, seen_at in zip(former, users[::-1], at[::-1], strict=False):
            rows.append(self.registry.device(person, seen_at, app_version, owner=owner))
            contacts.hand_over(str(rows[-1]["push_token"]), owner)
            self.handed_on.append((person, owner))
        return rows
