"""People as columns: position in every array is the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from demo.simulator import calendar
from demo.simulator.columns import Flags, Floats, Ints
from demo.simulator.origins import by_source, draw_adsets, draw_origins, draw_referrers
from demo.simulator.places import COUNTRIES, LANGUAGES, PLATFORMS, ZONES
from demo.simulator.sources import SOURCES
from demo.simulator.streams import Streams

LAUNCH_SHARE = 0.40
"""The shop's existing customers, who come with the launch."""
LAUNCH_DAYS = (0.5, 0.3, 0.2)
LAUNCH_BUYS, LAUNCH_BUYING = 0.60, 0.28
"""Share of buyers among them, and a buyer's chance of an order on a day of use."""
BUYING, RARELY_BUYING = 0.13, 0.004
"""The same chance of later buyers, and of everybody else."""
LAUNCH_LIFETIME, LIFETIME = 3.5, 1.6
"""Mean days until those leave who leave: four of five are gone within days."""
CARDS = 0.18
"""Share with a loyalty card."""
GROWTH = 2.0
"""Installs a day at the end, compared with the day after the launch."""
FEWEST_DAYS = len(LAUNCH_DAYS) + 1
LAST_MINUTES = 10 * calendar.MINUTE
"""Nobody installs just before a business day ends: profile, device and first event belong to the same day's files."""


@dataclass(frozen=True)
class Population:
    """Traits nobody's message changes. Codes are positions in COUNTRIES, LANGUAGES, PLATFORMS, ZONES, SOURCES."""

    country: Ints
    zone: Ints
    language: Ints
    platform: Ints
    source: Ints
    campaign: Ints
    """Position in CAMPAIGNS[source]; 0 where the source has none."""
    adset: Ints
    creative: Ints
    """Likewise positions in what the campaign has."""
    referrer: Ints
    """The person who referred; -1 where nobody did."""
    install_day: Ints
    """Proleptic ordinal of the local day."""
    installed_at: NDArray[np.int64]
    is_launch: Flags
    lifetime: Floats
    """Days until the person leaves; infinite for those who stay."""
    activity: Floats
    """Chance of using the app on an ordinary day of the lifetime."""
    buying: Floats
    """Chance of an order on a day of use."""
    has_card: Flags

    def __len__(self) -> int:
        return len(self.country)

    @property
    def country_codes(self) -> tuple[str, ...]:
        return tuple(country.code for country in COUNTRIES)

    def user_id(self, person: int) -> str:
        return f"u{person + 1:06d}"

    def device_id(self, person: int) -> str:
        return f"d{person + 1:06d}"

    def anonymous_id(self, person: int) -> str:
        """What the app calls somebody who has no account yet."""
        return f"a{person + 1:06d}"

    def web_cookie(self, person: int) -> str:
        return f"w{person + 1:06d}"

    def loyalty_card(self, person: int) -> str:
        return f"L{700_000 + person:08d}"


def populate(streams: Streams, people: int, first_day: date, days: int, reporting_zone: str) -> Population:
    """`people` who install from `first_day` on within `days` days, those of the launch first."""
    if days < FEWEST_DAYS:
        raise ValueError(f"a simulation needs {FEWEST_DAYS} days or more")
    rng = streams.of("population")
    country, zone, language, platform = _homes(rng, people)
    is_launch = np.arange(people) < round(people * LAUNCH_SHARE)
    install_day = first_day.toordinal() + _install_offsets(rng, is_launch, days)
    source, campaign, creative = draw_origins(rng, is_launch)
    stays = rng.random(people) < by_source(source, [s.stays for s in SOURCES])
    buys = rng.random(people) < np.where(is_launch, LAUNCH_BUYS, by_source(source, [s.buys for s in SOURCES]))
    return Population(
        country=country,
        zone=zone,
        language=language,
        platform=platform,
        source=source,
        campaign=campaign,
        adset=draw_adsets(streams.of("ad sets"), source, campaign),
        creative=creative,
        referrer=draw_referrers(rng, source),
        install_day=install_day,
        installed_at=_install_times(rng, install_day, zone, reporting_zone),
        is_launch=is_launch,
        lifetime=np.where(stays, np.inf, rng.exponential(np.where(is_launch, LAUNCH_LIFETIME, LIFETIME))),
        activity=np.where(stays, rng.beta(3, 3.6, people), rng.beta(6, 3, people)),
        buying=np.where(buys, np.where(is_launch, LAUNCH_BUYING, BUYING), RARELY_BUYING),
        has_card=rng.random(people) < CARDS,
    )


def _homes(rng: np.random.Generator, people: int) -> tuple[Ints, Ints, Ints, Ints]:
    country = rng.choice(len(COUNTRIES), people, p=[c.share for c in COUNTRIES])
    zone, language, platform = (np.zeros(people, dtype=np.int64) for _ in range(3))
    for code, place in enumerate(COUNTRIES):
        here = np.flatnonzero(country == code)
        for column, options, shares in (
            (zone, ZONES, place.zones),
            (language, LANGUAGES, place.languages),
            (platform, PLATFORMS, place.platforms),
        ):
            column[here] = rng.choice([options.index(name) for name in shares], len(here), p=list(shares.values()))
    return country, zone, language, platform


def _install_offsets(rng: np.random.Generator, is_launch: Flags, days: int) -> Ints:
    """Days after the first; in ascending order within the launch and within those who come later."""
    later_days = days - len(LAUNCH_DAYS)
    weights = np.linspace(1.0, GROWTH, later_days)
    launched = rng.choice(len(LAUNCH_DAYS), int(is_launch.sum()), p=LAUNCH_DAYS)
    later = len(LAUNCH_DAYS) + rng.choice(later_days, int((~is_launch).sum()), p=weights / weights.sum())
    return np.concatenate([np.sort(launched), np.sort(later)])


def _install_times(rng: np.random.Generator, install_day: Ints, zone: Ints, reporting_zone: str) -> NDArray[np.int64]:
    at = np.zeros(len(install_day), dtype=np.int64)
    for ordinal in np.unique(install_day):
        here = np.flatnonzero(install_day == ordinal)
        starts = calendar.midnights(date.fromordinal(int(ordinal)), ZONES)
        at[here] = starts[zone[here]] + calendar.time_of_day(rng, len(here))
        end = calendar.midnight(date.fromordinal(int(ordinal) + 1), reporting_zone)
        is_late = (at[here] > end - LAST_MINUTES) & (at[here] < end)
        at[here] -= np.where(is_late, LAST_MINUTES, 0)
    return at
