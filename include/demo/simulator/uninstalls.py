"""Who took the app off the phone, as far as anybody notices."""

from __future__ import annotations

import numpy as np

from demo.simulator import calendar
from demo.simulator.places import PLATFORMS
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Rows, Today

NOTICED = 0.45
"""Of those who leave; a measurement partner asks each device with a silent push once a day."""
MEAN_DAYS_AFTER = 2.0
"""From the last day of use."""
SOURCE = "appsflyer"


class Uninstalls:
    """Of those who leave for good; a few of them come back all the same, by installing once more."""

    def __init__(self, people: Population, streams: Streams) -> None:
        rng = streams.of("uninstalls")
        size = len(people)
        self.people = people
        leaves = np.isfinite(people.lifetime) & (rng.random(size) < NOTICED)
        leavers = np.flatnonzero(leaves & (people.platform != PLATFORMS.index("web")))
        days = 1 + np.floor(people.lifetime[leavers]) + rng.exponential(MEAN_DAYS_AFTER, len(leavers))
        at = people.installed_at[leavers] + (days * calendar.DAY).astype(np.int64)
        order = np.argsort(at, kind="stable")
        self._at, self._leavers = at[order], leavers[order]

    def rows(self, today: Today) -> Rows:
        due = today.due(self._at)
        noticed = zip(self._leavers[due].tolist(), calendar.iso(self._at[due]), strict=True)
        return {
            "uninstalls": [
                {"device_id": self.people.device_id(person), "uninstalled_at": at, "source": SOURCE}
                for person, at in noticed
            ]
        }
