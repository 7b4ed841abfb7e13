"""What Apple tells networks of the installs they brought: how many of a campaign, never whose."""

from __future__ import annotations

from collections import Counter

import numpy as np

from demo.simulator import calendar
from demo.simulator.places import PLATFORMS
from demo.simulator.population import Population
from demo.simulator.sources import CAMPAIGNS, PAID, SOURCES
from demo.simulator.streams import Streams
from demo.simulator.today import Rows, Today

WITHHELD = 0.4
"""First postbacks without a conversion value: too few others did the same."""
MEAN_VALUE, MOST = 9, 63
NOTHING = "-"


class Postbacks:
    """Every install on iOS that a network brought, consented or not, a day or two after it."""

    def __init__(self, people: Population, streams: Streams) -> None:
        rng = streams.of("postbacks")
        is_paid = np.array([source.source_type == PAID for source in SOURCES])[people.source]
        told = np.flatnonzero(is_paid & (people.platform == PLATFORMS.index("ios")))
        at = people.installed_at[told] + calendar.DAY + rng.integers(0, calendar.DAY, len(told))
        value = np.minimum(rng.exponential(MEAN_VALUE, len(told)).astype(int), MOST).astype(str)
        value[rng.random(len(told)) < WITHHELD] = NOTHING
        order = np.argsort(at, kind="stable")
        self.people = people
        self._at, self._told, self._value = at[order], told[order], value[order]

    def rows(self, today: Today) -> Rows:
        counted = Counter(self._subject(position) for position in today.due(self._at))
        return {
            "skan_postbacks": [
                {
                    "partner": partner,
                    "posted_on": today.day,
                    "campaign": campaign,
                    "sequence": 1,
                    "conversion_value": value,
                    "postbacks": postbacks,
                }
                for (partner, campaign, value), postbacks in sorted(counted.items())
            ]
        }

    def _subject(self, position: int) -> tuple[str, str, str]:
        """Partner, campaign and conversion value."""
        person = self._told[position]
        partner = SOURCES[self.people.source[person]].name
        campaign = CAMPAIGNS[partner][self.people.campaign[person]]
        return partner, campaign.name, str(self._value[position])
