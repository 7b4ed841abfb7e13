"""What a business day holds for those who write its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from demo.simulator.columns import Ints
from demo.simulator.sessions import Events

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""By feed."""


@dataclass(frozen=True)
class Today:
    """One day. Times are milliseconds."""

    day: date
    start: int
    end: int
    """Midnights of the reporting time zone."""
    newcomers: Ints
    """Who installs, in order of installation."""
    users: Ints
    """Who uses the app of their own accord, sorted; nobody who installs today."""
    events: Events
    app_version: str

    def due(self, at: Ints) -> list[int]:
        """Positions, in order, of the times in `at` (sorted) that lie in this day."""
        first, after = np.searchsorted(at, (self.start, self.end)).tolist()
        return list(range(first, after))


class Room(Protocol):
    """One part of what the shop tells in a day; no room knows another's rows."""

    def rows(self, today: Today) -> Rows:
        """Called once a day, in order of days."""
        ...
