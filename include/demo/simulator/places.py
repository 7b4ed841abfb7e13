"""Where people live: the countries of the demo, what is spoken there, on which phones, by which clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """Shares are of the country's people."""

    code: str
    share: float
    """Of all people."""
    zones: dict[str, float]
    languages: dict[str, float]
    platforms: dict[str, float]


COUNTRIES = (
    Country("DE", 0.40, {"Europe/Berlin": 1}, {"de": 0.94, "en": 0.06}, {"android": 0.60, "ios": 0.34, "web": 0.06}),
    Country("FR", 0.15, {"Europe/Paris": 1}, {"fr": 0.97, "en": 0.03}, {"android": 0.62, "ios": 0.33, "web": 0.05}),
    Country("US", 0.13, {"America/New_York": 0.47, "America/Chicago": 0.29, "America/Denver": 0.07, "America/Los_Angeles": 0.17}, {"en": 1}, {"android": 0.41, "ios": 0.54, "web": 0.05}),
    Country("GB", 0.12, {"Europe/London": 1}, {"en": 1}, {"android": 0.46, "ios": 0.49, "web": 0.05}),
    Country("AT", 0.10, {"Europe/Vienna": 1}, {"de": 0.96, "en": 0.04}, {"android": 0.61, "ios": 0.34, "web": 0.05}),
    Country("CH", 0.10, {"Europe/Zurich": 1}, {"de": 0.64, "fr": 0.29, "en": 0.07}, {"android": 0.42, "ios": 0.53, "web": 0.05}),
)  # fmt: skip
"""No zone is ahead of the reporting zone: what a local day brings is never due in an earlier file."""

ZONES = sorted({zone for country in COUNTRIES for zone in country.zones})
LANGUAGES = ("de", "en", "fr")
PLATFORMS = ("android", "ios", "web")
