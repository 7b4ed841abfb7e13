"""The cities people live in, by the clock they live by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city of the demo."""

    name: str
    region: str
    """The second part of its ISO 3166-2 code."""
    share: float
    """Of the people of its zone."""


CITIES = {
    "Europe/Berlin": (City("Berlin", "BE", 0.30), City("Hamburg", "HH", 0.20), City("München", "BY", 0.20), City("Köln", "NW", 0.16), City("Leipzig", "SN", 0.14)),
    "Europe/Paris": (City("Paris", "IDF", 0.50), City("Lyon", "ARA", 0.28), City("Marseille", "PAC", 0.22)),
    "Europe/London": (City("London", "ENG", 0.55), City("Manchester", "ENG", 0.25), City("Edinburgh", "SCT", 0.20)),
    "Europe/Vienna": (City("Wien", "9", 0.62), City("Graz", "6", 0.22), City("Linz", "4", 0.16)),
    "Europe/Zurich": (City("Zürich", "ZH", 0.45), City("Bern", "BE", 0.25), City("Genève", "GE", 0.30)),
    "America/New_York": (City("New York", "NY", 0.60), City("Boston", "MA", 0.22), City("Atlanta", "GA", 0.18)),
    "America/Chicago": (City("Chicago", "IL", 0.60), City("Houston", "TX", 0.40)),
    "America/Denver": (City("Denver", "CO", 1.0),),
    "America/Los_Angeles": (City("Los Angeles", "CA", 0.62), City("Seattle", "WA", 0.38)),
}  # fmt: skip
