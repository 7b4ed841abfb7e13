"""Receipts of the shops, many of them with a loyalty card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import orjson

from demo.simulator import calendar, catalogue
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

VISIT = 0.012
"""Chance of a card holder's purchase on a day; none on Sundays."""
WITHOUT_CARD = 0.004
"""Receipts that name nobody, for each person of the population."""
STORES = {
    "berlin-mitte": "Berlin",
    "hamburg": "Hamburg",
    "koeln": "Köln",
    "wien": "Wien",
    "zuerich": "Zürich",
    "paris": "Paris",
    "london": "London",
    "new-york": "New York",
}
"""City by shop."""
MEDIAN_RECEIPT, RECEIPT_SPREAD = 3_400, 0.7
SUNDAY = 6
ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Shops:
    """Purchases with a till. Card holders of the app are seen there once they have it, others all the time."""

    people: Population
    streams: Streams
    other_cards: list[str]
    """Of people who never use the app."""

    def rows(self, today: Today) -> Rows:
        return {"store_purchases": self.receipts(today.day)}

    def receipts(self, day: date) -> list[Row]:
        """In order of time."""
        if day.weekday() == SUNDAY:
            return []
        rng = self.streams.of("shops", day.toordinal())
        cards: list[str | None] = [*self._cards(rng, day)]
        cards += [None] * int(rng.poisson(WITHOUT_CARD * len(self.people)))
        total, stores = len(cards), list(STORES.items())
        at = np.sort(calendar.midnight(day, ZONE) + rng.integers(9 * calendar.HOUR, 20 * calendar.HOUR, total))
        amounts = np.rint(MEDIAN_RECEIPT * rng.lognormal(0, RECEIPT_SPREAD, total)).astype(int).tolist()
        bought_at = calendar.iso(at)
        rows = []
        for number, position in enumerate(rng.permutation(total).tolist()):
            store, city = stores[int(rng.integers(len(stores)))]
            rows.append(
                {
                    "receipt_id": f"r{day:%y%m%d}{number:05d}",
                    "store_id": store,
                    "city": city,
                    "loyalty_card": cards[position],
                    "bought_at": bought_at[number],
                    "amount_minor": amounts[number],
                    "currency": "EUR",
                    "items": orjson.dumps(catalogue.lines(rng, amounts[number])).decode(),
                }
            )
        return rows

    def _cards(self, rng: np.random.Generator, day: date) -> list[str]:
        visits = (rng.random(len(self.people)) < VISIT) & self.people.has_card
        holders = np.flatnonzero(visits & (self.people.install_day <= day.toordinal())).tolist()
        others = np.flatnonzero(rng.random(len(self.other_cards)) < VISIT).tolist()
        return [self.people.loyalty_card(person) for person in holders] + [self.other_cards[at] for at in others]
