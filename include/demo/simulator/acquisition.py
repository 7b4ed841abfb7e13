"""Where people come from, what they are worth by it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from demo.simulator.population import Population
from demo.simulator.sources import CAMPAIGNS, SOURCES, Source
from demo.simulator.streams import Streams

RESTATED_PARTNER = "meta"
FIRST_STATED = 0.93
"""The share of its cost that the restating partner knows on the evening itself."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Spend:
    """What the networks state for a day."""

    people: Population
    streams: Streams

    def rows(self, day: date, *, final_for: str | None = None) -> Iterator[Row]:
        """One row a partner, campaign and country.

        `final_for` names a partner and gives its rows alone, as restated later; otherwise the restating partner's are
        the first, too low statement.
        """
        rng = self.streams.of("spend", day.toordinal())
        installed = self.people.install_day == day.toordinal()
        for source_at, source in enumerate(SOURCES):
            if source.cost_per_install_minor is None:
                continue
            for campaign_at, campaign in enumerate(CAMPAIGNS[source.name]):
                mine = installed & (self.people.source == source_at) & (self.people.campaign == campaign_at)
                for country_at, country in enumerate(self.people.country_codes):
                    installs = int((mine & (self.people.country == country_at)).sum())
                    stated = _statement(rng, source, installs)
                    if final_for is None and source.name == RESTATED_PARTNER:
                        stated["amount_minor"] = round(stated["amount_minor"] * FIRST_STATED)
                    if final_for in (None, source.name):
                        yield {
                            "partner": source.name,
                            "spent_on": day,
                            "campaign": campaign.name,
                            "country": country,
                        } | stated


def _statement(rng: np.random.Generator, source: Source, installs: int) -> Row:
    clicks = installs + int(rng.poisson(source.clicks_per_install * (installs + 0.3)))
    impressions = clicks + int(rng.poisson(source.impressions_per_click * (clicks + 1)))
    cost = (source.cost_per_install_minor or 0) * (installs + 0.3) * rng.lognormal(0, 0.15)
    return {"impressions": impressions, "clicks": clicks, "amount_minor": round(cost), "currency": "EUR"}
