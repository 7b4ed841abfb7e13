"""Receipts of the shops, many of them with a loyalty card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from demo.simulator import calendar
from demo.simulator.population import Population
from demo.simulator.registry import card
from demo.simulator.streams import Streams

VISIT = 0.012
"""Chance of a card holder's purchase on a day; none on Sundays."""
WITHOUT_CARD = 0.004
"""Receipts that name nobody, for each person of the population."""
STORES = ("berlin-mitte", "hamburg", "koeln", "wien", "zuerich", "paris", "london", "new-york")
MEDIAN_RECEIPT, RECEIPT_SPREAD = 3_400, 0.7
SUNDAY = 6
ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Shops:
    """Purchases with a till. Card holders bought there before they had the app."""

    people: Population
    streams: Streams

    def receipts(self, day: date) -> Iterator[dict[str, Any]]:
        """In order of time."""
        if day.weekday() == SUNDAY:
            return
        rng = self.streams.of("shops", day.toordinal())
        visits = (rng.random(len(self.people)) < VISIT) & self.people.has_card
        holders = np.flatnonzero(visits & (self.people.install_day <= day.toordinal()))
        total = len(holders) + rng.poisson(WITHOUT_CARD * len(self.people))
        at = np.sort(calendar.midnight(day, ZONE) + rng.integers(9 * calendar.HOUR, 20 * calendar.HOUR, total))
        amounts = np.rint(MEDIAN_RECEIPT * rng.lognormal(0, RECEIPT_SPREAD, total)).astype(int)
        cards = [card(person) for person in holders.tolist()] + [None] * (total - len(holders))
        for number, position in enumerate(rng.permutation(total).tolist()):
            yield {
                "receipt_id": f"r{day:%y%m%d}{number:05d}",
                "store_id": STORES[int(rng.integers(len(STORES)))],
                "loyalty_card": cards[position],
                "bought_at": calendar.iso(at[number : number + 1])[0],
                "amount_minor": int(amounts[number]),
                "currency": "EUR",
            }
