"""Days in the zones people live in, as milliseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HOURS = np.array([6, 3, 2, 1, 1, 3, 9, 20, 28, 27, 26, 28, 36, 33, 28, 28, 32, 42, 55, 68, 74, 66, 42, 18])
"""How busy each local hour is: a lunch bump, an evening peak."""
WEEKDAYS = np.array([0.95, 0.93, 0.95, 0.98, 1.03, 1.14, 1.10])
"""How busy each weekday is, Monday first."""


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def moment(at: int) -> datetime:
    """The time `at` milliseconds since the epoch, in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(at))


def midnight(day: date, zone: str) -> int:
    """When `day` begins in `zone`."""
    return milliseconds(datetime.combine(day, time(), ZoneInfo(zone)))


def midnights(day: date, zones: list[str]) -> NDArray[np.int64]:
    return np.array([midnight(day, zone) for zone in zones])


def time_of_day(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Milliseconds after local midnight, in the rhythm of HOURS."""
    hours = rng.choice(24, size, p=HOURS / HOURS.sum())
    return hours * HOUR + rng.integers(0, HOUR, size)


def iso(at: NDArray[np.int64]) -> list[str]:
    """RFC 3339 in UTC, to the millisecond."""
    found: list[str] = np.datetime_as_string(at.astype("datetime64[ms]"), unit="ms", timezone="UTC").tolist()
    return found


def iso_of(at: int) -> str:
    """The same for one time."""
    return f"{moment(at):%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def local_day(at: int, zone: str) -> date:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
