"""What people change on a day of use: a newer app, a new token, another address, a withdrawn consent, a device handed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from demo.simulator import calendar
from demo.simulator.columns import Ints
from demo.simulator.places import ZONES
from demo.simulator.registry import Registry

Rows = dict[str, list[dict[str, Any]]]

SEEN_AGAIN, NEW_TOKEN, NEW_EMAIL, WITHDRAWN = 0.12, 0.02, 0.001, 0.0015
"""Of those who use the app on a day: device reported again; of these with a new token; new e-mail address; no to offers."""
HANDED_ON_AFTER = timedelta(days=12)
HANDED_ON = 10


@dataclass(frozen=True)
class Changes:
    """Rows of profiles, devices and consents beyond those of sign-up."""

    registry: Registry

    def rows(self, day: date, users: Ints) -> Rows:
        """`users`: who uses the app on `day`, sorted; nobody who installed today."""
        rng = self.registry.streams.of("changes", day.toordinal())
        at = calendar.iso(self._moments(rng, day, users))
        draws = rng.random((4, len(users)))
        rows: Rows = {"profiles": [], "devices": [], "consents": []}
        contacts = self.registry.contacts
        for position in np.flatnonzero((draws < [[SEEN_AGAIN], [0], [NEW_EMAIL], [WITHDRAWN]]).any(axis=0)).tolist():
            person, seen_at = int(users[position]), at[position]
            seen, token, email, withdrawn = draws[:, position]
            if seen < SEEN_AGAIN:
                contacts.token_version[person] += token < NEW_TOKEN
                rows["devices"].append(self.registry.device(person, seen_at, day))
            if email < NEW_EMAIL and contacts.has_email[person]:
                contacts.email_version[person] += 1
                rows["profiles"].append(self.registry.profile(person, seen_at))
            if withdrawn < WITHDRAWN:
                rows["consents"].append(
                    self.registry.consent(person, "email", "offers", seen_at, is_granted=False, source="app settings")
                )
        if day == self.registry.first_day + HANDED_ON_AFTER:
            rows["devices"] += self._handed_on(users, at, day)
        return rows

    def _moments(self, rng: np.random.Generator, day: date, users: Ints) -> Ints:
        """Within the business day: between noon and evening in the person's own zone, before midnight in every other."""
        midnights = calendar.midnights(day, ZONES)[self.registry.people.zone[users]]
        return midnights + 8 * calendar.HOUR + rng.integers(0, 6 * calendar.HOUR, len(users))

    def _handed_on(self, users: Ints, at: list[str], day: date) -> list[dict[str, Any]]:
        """Devices of the first users are signed in to by the last ones: token and all."""
        contacts = self.registry.contacts
        former = [person for person in users.tolist() if contacts.has_push[person]][:HANDED_ON]
        rows = []
        for person, owner, seen_at in zip(former, users[::-1].tolist(), at[::-1], strict=False):
            rows.append(self.registry.device(person, seen_at, day, owner=owner))
            contacts.hand_over(str(rows[-1]["push_token"]), owner)
        return rows
