"""Addresses that the shop's former e-mail sender will not write to any more: its last export, handed over once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np

from demo.simulator.outside.someone import Directory
from demo.simulator.streams import Streams
from demo.simulator.today import Rows, Today

OF_PEOPLE, OF_STRANGERS, OF_NOBODY = 12, 6, 4
REASONS = ("bounced", "complained", "unsubscribed", "imported")
OLDEST_DAYS = 700
SOURCE = "former sender"


@dataclass(frozen=True)
class FormerSender:
    """suppressions, on the first day."""

    directory: Directory
    streams: Streams
    first_day: date

    def rows(self, today: Today) -> Rows:
        if today.day != self.first_day:
            return {"suppressions": []}
        rng = self.streams.of("former sender")
        emails = self.emails(rng)
        days = rng.integers(1, OLDEST_DAYS, len(emails)).tolist()
        return {
            "suppressions": [
                {
                    "email": email.capitalize(),  # as written there: the same address
                    "channel": "email",
                    "reason": REASONS[number % len(REASONS)],
                    "suppressed_at": f"{self.first_day - timedelta(days=before)}T12:00:00Z",
                    "source": SOURCE,
                }
                for number, (email, before) in enumerate(zip(emails, days, strict=True))
            ]
        }

    def emails(self, rng: np.random.Generator) -> list[str]:
        of_people = (self.directory.contacts.own_email(p) for p in rng.permutation(len(self.directory.people)).tolist())
        of_strangers = (other.email for other in self.directory.strangers)
        return [
            *_first(OF_PEOPLE, of_people),
            *_first(OF_STRANGERS, of_strangers),
            *(f"gone.long.ago.{number}@example.org" for number in range(OF_NOBODY)),
        ]


def _first(count: int, emails: Iterable[str | None]) -> list[str]:
    return list(islice((email for email in emails if email), count))
