"""What advertising costs, as the networks state it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from demo.simulator.columns import Ints
from demo.simulator.population import Population
from demo.simulator.sources import CAMPAIGNS, SOURCES, Campaign, Source
from demo.simulator.streams import Streams

RESTATED_PARTNER = "meta"
FIRST_STATED = 0.93
"""The share of its cost that the restating partner knows on the evening itself."""
PLANNED = 1.1
"""Budgets over what an average day's installs cost."""
WASTE = 0.3
"""Installs' worth of cost that a campaign's day in a country brings nobody for."""
NOT_BROKEN_DOWN = "-"

Row = dict[str, Any]


@dataclass(frozen=True)
class _Part:
    """What one row of a partner's statement is about."""

    source: Source
    campaign: Campaign
    country: str
    adset: str = NOT_BROKEN_DOWN
    creative: str = NOT_BROKEN_DOWN
    share: float = 1.0
    """Of its campaign in the country."""
    installed_on: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Install days of the people it brought."""


@dataclass(frozen=True)
class Spend:
    """What the networks state for a day."""

    people: Population
    streams: Streams

    def rows(self, day: date, *, final_for: str | None = None) -> Iterator[Row]:
        """One row a partner, campaign, ad set, creative and country.

        `final_for` names a partner and gives its rows alone, as restated later; otherwise the restating partner's are
        the first, too low statement.
        """
        rng = self.streams.of("spend", day.toordinal())
        for part in self._parts:
            installs = int((part.installed_on == day.toordinal()).sum())
            stated = _statement(rng, part, installs)
            if final_for is None and part.source.name == RESTATED_PARTNER:
                stated["amount_minor"] = round(stated["amount_minor"] * FIRST_STATED)
            if final_for in (None, part.source.name):
                yield {
                    "partner": part.source.name,
                    "spent_on": day,
                    "campaign": part.campaign.name,
                    "adset": part.adset,
                    "creative": part.creative,
                    "country": part.country,
                    "platform": NOT_BROKEN_DOWN,
                    **stated,
                    "budget_minor": self._budget(part),
                    "currency": "EUR",
                }

    def _budget(self, part: _Part) -> int:
        """Of a day, the same every day: tens of minor units."""
        days = int(np.ptp(self.people.install_day)) + 1
        installs = len(part.installed_on) / days + WASTE * part.share
        return 10 * round(PLANNED * (part.source.cost_per_install_minor or 0) * installs / 10)

    @cached_property
    def _parts(self) -> list[_Part]:
        paid = [(at, source) for at, source in enumerate(SOURCES) if source.cost_per_install_minor is not None]
        return [
            part
            for source_at, source in paid
            for campaign_at, campaign in enumerate(CAMPAIGNS[source.name])
            for country_at, country in enumerate(self.people.country_codes)
            for part in self._broken_down(_Part(source, campaign, country), (source_at, campaign_at, country_at))
        ]

    def _broken_down(self, whole: _Part, codes: tuple[int, int, int]) -> Iterator[_Part]:
        """By ad set and creative, where the network does that. `codes`: of source, campaign and country."""
        people, campaign = self.people, whole.campaign
        mine = (people.source == codes[0]) & (people.campaign == codes[1]) & (people.country == codes[2])
        if not campaign.is_broken_down:
            yield replace(whole, installed_on=people.install_day[mine])
            return
        share = 1 / (len(campaign.adsets) * len(campaign.creatives))
        for adset_at, adset in enumerate(campaign.adsets):
            for creative_at, creative in enumerate(campaign.creatives):
                here = people.install_day[mine & (people.adset == adset_at) & (people.creative == creative_at)]
                yield replace(whole, adset=adset, creative=creative, share=share, installed_on=here)


def _statement(rng: np.random.Generator, part: _Part, installs: int) -> Row:
    source, spent_on = part.source, installs + WASTE * part.share
    clicks = installs + int(rng.poisson(source.clicks_per_install * spent_on))
    impressions = clicks + int(rng.poisson(source.impressions_per_click * (clicks + part.share)))
    cost = (source.cost_per_install_minor or 0) * spent_on * rng.lognormal(0, 0.15)
    return {"impressions": impressions, "clicks": clicks, "amount_minor": round(cost)}
