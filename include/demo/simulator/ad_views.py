"""Advertising in the app, shown to those who do not pay for being without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.simulator import calendar
from demo.simulator.population import Population
from demo.simulator.registry import SIGNED_UP_AFTER
from demo.simulator.sessions import PRODUCT_VIEWED, SCREEN_VIEWED, Events
from demo.simulator.streams import Streams
from demo.simulator.subscriptions import CURRENCY, Subscriptions
from demo.simulator.today import Row, Rows, Today

NETWORKS = ("admob", "applovin", "unity")


@dataclass(frozen=True)
class Format:
    """How an advertisement is shown."""

    name: str
    placement: str
    on: int
    """The kind of event it goes with."""
    share: float
    """Of those events."""
    mean_micros: int


FORMATS = (
    Format("banner", "bottom", SCREEN_VIEWED, 0.24, 900),
    Format("interstitial", "between_products", PRODUCT_VIEWED, 0.03, 6_500),
    Format("rewarded", "points_for_watching", PRODUCT_VIEWED, 0.008, 14_000),
)


@dataclass(frozen=True)
class AdViews:
    """Beside what people see anyway."""

    people: Population
    subscriptions: Subscriptions
    streams: Streams

    def rows(self, today: Today) -> Rows:
        seen = today.events.where(np.flatnonzero(self.subscriptions.is_free(today.start)[today.events.person]))
        return {"ad_views": [row for form in FORMATS for row in self._of_format(form, seen)]}

    def _of_format(self, form: Format, seen: Events) -> list[Row]:
        # Events are few or many with the messages of the day: chance belongs to each, not to its place in the row.
        shown = self.streams.of_facts(form.name, seen.person, seen.at) < form.share
        views = seen.where(np.flatnonzero(shown & (seen.code == form.on)))
        network, worth = (
            self.streams.of_facts(f"{form.name} {of}", views.person, views.at) for of in ("network", "worth")
        )
        micros = np.rint(-form.mean_micros * np.log1p(-worth)).astype(int)
        signed_up = views.at >= self.people.installed_at[views.person] + SIGNED_UP_AFTER
        columns = (views.person, signed_up, (network * len(NETWORKS)).astype(int), micros, views.at)
        facts = zip(calendar.iso(views.at), *(column.tolist() for column in columns), strict=True)
        return [
            {
                "ad_view_id": f"{form.name[0]}{person + 1:06d}-{milliseconds}",
                "user_id": self.people.user_id(person) if is_known else None,
                "device_id": self.people.device_id(person),
                "viewed_at": at,
                "network": NETWORKS[network_code],
                "placement": form.placement,
                "ad_format": form.name,
                "revenue_micros": revenue,
                "currency": CURRENCY,
            }
            for at, person, is_known, network_code, revenue, milliseconds in facts
        ]
