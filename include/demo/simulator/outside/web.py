"""Visits to the shop's pages: by people before they take the app, by customers, and by those who only look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from demo.simulator import calendar
from demo.simulator.outside.someone import Directory
from demo.simulator.outside.touches import LOGGED_IN, OF_STRANGERS, Touch, before_install
from demo.simulator.places import COUNTRIES, ZONES
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

LOOKS_FIRST = 0.30
"""Share of people who see a page before the app."""
LONGEST_LOOK = 6 * calendar.DAY
FURTHER_VISITS = 0.5
"""On average, of those who see a page at all."""
LOGS_IN = 0.04
"""Chance of somebody who uses the app on a day to open the shop's pages too, signed in."""
MEAN_PAGES, SECONDS_A_PAGE = 1.6, 28
DEVICES, DEVICE_SHARES = ("mobile", "desktop", "tablet"), (0.58, 0.36, 0.06)


@dataclass(frozen=True)
class _Visit:
    at: int
    cookie: str
    country: str
    touch: Touch
    user_id: str | None = None


class Web:
    """web_visits. A cookie never changes; whose it is shows when somebody signs in."""

    def __init__(self, directory: Directory, streams: Streams, first_day: date, until: int) -> None:
        """`until`: strangers are seen from the first day to then."""
        rng = streams.of("web")
        self.directory, self.people, self.streams = directory, directory.people, streams
        self._from = calendar.midnight(first_day, ZONES[0])
        visits = self._of_people(rng) + self._of_strangers(rng, until)
        self._visits = sorted((visit for visit in visits if visit.at >= self._from), key=lambda v: (v.at, v.cookie))
        self._at = np.array([visit.at for visit in self._visits], dtype=np.int64)

    def rows(self, today: Today) -> Rows:
        rng = self.streams.of("visits", today.day.toordinal())
        visits = [self._visits[position] for position in today.due(self._at)] + self._signed_in(rng, today)
        visits.sort(key=lambda visit: (visit.at, visit.cookie))
        pages = 1 + rng.poisson(MEAN_PAGES, len(visits))
        seconds = np.rint(pages * rng.exponential(SECONDS_A_PAGE, len(visits))).astype(int)
        device = rng.choice(len(DEVICES), len(visits), p=DEVICE_SHARES)
        details = zip(visits, pages.tolist(), seconds.tolist(), device.tolist(), strict=True)
        return {"web_visits": [_row(visit, n, took, DEVICES[code]) for visit, n, took, code in details]}

    def _of_people(self, rng: np.random.Generator) -> list[_Visit]:
        people = self.people
        looks = np.flatnonzero(rng.random(len(people)) < LOOKS_FIRST)
        person = np.repeat(looks, 1 + rng.poisson(FURTHER_VISITS, len(looks)))
        at = people.installed_at[person] - calendar.MINUTE - rng.integers(0, LONGEST_LOOK, len(person))
        draws = rng.random(len(person))
        columns = (person, at, people.source[person], people.campaign[person], people.creative[person], draws)
        return [
            _Visit(when, people.web_cookie(p), COUNTRIES[people.country[p]].code, before_install(*origin))
            for p, when, *origin in zip(*(column.tolist() for column in columns), strict=True)
        ]

    def _of_strangers(self, rng: np.random.Generator, until: int) -> list[_Visit]:
        visits = []
        for someone in self.directory.strangers:
            if someone.web_cookie is None:
                continue
            count = 1 + int(rng.poisson(FURTHER_VISITS))
            touch = OF_STRANGERS[int(rng.integers(len(OF_STRANGERS)))]
            for at in rng.integers(self._from, until, count).tolist():
                visits.append(_Visit(at, someone.web_cookie, someone.country, touch))
        return visits

    def _signed_in(self, rng: np.random.Generator, today: Today) -> list[_Visit]:
        users = today.users[rng.random(len(today.users)) < LOGS_IN]
        at = rng.integers(today.start, today.end, len(users)).tolist()
        touch = rng.integers(0, len(LOGGED_IN), len(users)).tolist()
        people = self.people
        return [
            _Visit(when, people.web_cookie(p), COUNTRIES[people.country[p]].code, LOGGED_IN[code], people.user_id(p))
            for p, when, code in zip(users.tolist(), at, touch, strict=True)
        ]


def _row(visit: _Visit, pages: int, seconds: int, device_type: str) -> Row:
    return {
        "visit_id": f"v-{visit.cookie}-{visit.at}",
        "web_cookie": visit.cookie,
        "user_id": visit.user_id,
        "started_at": calendar.iso_of(visit.at),
        **visit.touch.row(),
        "pages": pages,
        "seconds": seconds,
        "country": visit.country,
        "device_type": device_type,
    }
