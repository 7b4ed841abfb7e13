"""What people state about themselves and what their phones are: drawn once, for good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from demo.simulator.cities import CITIES, City
from demo.simulator.columns import Floats, Ints
from demo.simulator.names import LAST_NAMES
from demo.simulator.places import LANGUAGES, PLATFORMS, ZONES
from demo.simulator.population import Population
from demo.simulator.streams import Streams

Row = dict[str, Any]

GENDERS, GENDER_SHARES = ("female", "male", "diverse", None), (0.44, 0.42, 0.02, 0.12)
BIRTH_STATED, WORK_STATED, FAMILY_STATED = 0.70, 0.35, 0.40
OLDEST, YOUNGEST = date(1946, 1, 1), date(2008, 1, 1)
PROFESSIONS = ("nurse", "teacher", "engineer", "student", "retired", "shop assistant", "designer", "driver", "lawyer")
INCOMES = (38_000, 46_000, 67_000, 11_000, 24_000, 27_000, 44_000, 33_000, 88_000)
"""A year's, at the middle, of each profession."""
FAMILY = ("single", "partnered", "married", "separated")
MEAN_CHILDREN = (0.1, 0.4, 1.3, 0.9)
"""By family status."""
INTERESTS = ("running", "cooking", "travel", "gardening", "jazz", "gaming", "photography", "yoga", "football", "books")
INTEREST_SHARES = (0.22, 0.30, 0.34, 0.15, 0.06, 0.21, 0.14, 0.18, 0.25, 0.28)
ACCOUNTS, ACCOUNT_SHARES = ("google", "apple", "facebook"), (0.30, 0.14, 0.12)
SYSTEMS = {"android": ("13", "14", "15"), "ios": ("17.6", "18.1", "26.0"), "web": ("24", "25", "26")}
MODELS = {
    "android": ("Pixel 9", "SM-S931B", "SM-A556B", "Redmi Note 14"),
    "ios": ("iPhone14,5", "iPhone15,4", "iPhone17,3", "iPhone18,1"),
    "web": ("Chrome", "Firefox", "Safari"),
}
SHOE_SIZES = range(36, 47)


class Attributes:
    """Static data: a position is a person."""

    def __init__(self, people: Population, streams: Streams) -> None:
        rng = streams.of("attributes")
        size = len(people)
        self.people = people
        self._gender = rng.choice(len(GENDERS), size, p=GENDER_SHARES)
        self._birth_days = rng.integers(0, (YOUNGEST - OLDEST).days, size)
        self._states_birth, self._states_work, self._states_family = rng.random((3, size)) < [
            [BIRTH_STATED],
            [WORK_STATED],
            [FAMILY_STATED],
        ]
        self._profession = rng.integers(0, len(PROFESSIONS), size)
        self._income = np.rint(np.array(INCOMES)[self._profession] * rng.lognormal(0, 0.22, size) / 500) * 500
        self._family = rng.choice(len(FAMILY), size, p=(0.36, 0.24, 0.32, 0.08))
        self._children = rng.poisson(np.array(MEAN_CHILDREN)[self._family])
        self._interests = rng.random((size, len(INTERESTS))) < INTEREST_SHARES
        self._accounts = rng.random((size, len(ACCOUNTS))) < ACCOUNT_SHARES
        self._last_name, self._system, self._model = rng.random((3, size))
        self._shoe_size = rng.integers(0, len(SHOE_SIZES), size)
        self._city = _cities(rng, people)

    def last_name(self, person: int) -> str:
        return _one_of(LAST_NAMES[LANGUAGES[self.people.language[person]]], self._last_name[person])

    def city(self, person: int) -> City:
        return CITIES[ZONES[self.people.zone[person]]][int(self._city[person])]

    def os_version(self, person: int) -> str:
        return _one_of(SYSTEMS[PLATFORMS[self.people.platform[person]]], self._system[person])

    def model(self, person: int) -> str:
        return _one_of(MODELS[PLATFORMS[self.people.platform[person]]], self._model[person])

    def of(self, person: int) -> Row:
        """Columns of profiles; None where the person did not say."""
        works, has_family = self._states_work[person], self._states_family[person]
        birth_on = OLDEST + timedelta(days=int(self._birth_days[person])) if self._states_birth[person] else None
        return {
            "last_name": self.last_name(person),
            "city": self.city(person).name,
            "gender": GENDERS[self._gender[person]],
            "birth_on": birth_on,
            "income": int(self._income[person]) if works else None,
            "profession": PROFESSIONS[self._profession[person]] if works else None,
            "family_status": FAMILY[self._family[person]] if has_family else None,
            "children": int(self._children[person]) if has_family else None,
            "interests": _named(INTERESTS, self._interests[person]),
            "linked_accounts": _named(ACCOUNTS, self._accounts[person]),
            "attributes": {"shoe_size": SHOE_SIZES[self._shoe_size[person]]},
        }


def _cities(rng: np.random.Generator, people: Population) -> Ints:
    city = np.zeros(len(people), dtype=np.int64)
    for code, zone in enumerate(ZONES):
        here = np.flatnonzero(people.zone == code)
        shares = [city.share for city in CITIES[zone]]
        city[here] = rng.choice(len(shares), len(here), p=shares)
    return city


def _one_of(options: tuple[str, ...], draw: Floats) -> str:
    return options[int(draw * len(options))]


def _named(names: tuple[str, ...], chosen: Any) -> list[str]:
    return [name for name, is_chosen in zip(names, chosen.tolist(), strict=True) if is_chosen]
