"""Made-up journeys of touches, of which half end in an order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

CHANNELS = ("direct", "email", "invitation", "paid", "push", "referral", "search", "social")
LONGEST = 12
WINDOW_DAYS = 30
"""Of a web visit, which is what every touch is: all touches of a journey lie within it."""


def journeys(count: int, as_of: date, seed: int) -> pl.DataFrame:
    """One row per touch: person_id (one journey each), nth from 1, touched_at, channel, converted_at and revenue_minor
    (both NULL where the journey led nowhere). Times are whole seconds and never tie within a journey."""
    rng = np.random.default_rng(seed)
    steps = np.minimum(rng.geometric(0.3, count), LONGEST)
    person = np.repeat(np.arange(1, count + 1), steps)
    nth = np.arange(len(person)) - np.repeat(np.cumsum(steps) - steps, steps) + 1
    gaps = rng.integers(1, WINDOW_DAYS * 86_400 // (LONGEST + 2), len(person))
    travelled = np.cumsum(gaps)
    since_start = travelled - np.repeat(travelled[np.cumsum(steps) - steps], steps)
    converted = rng.random(count) < 0.5  # noqa: PLR2004
    starts = rng.integers(0, 20 * 86_400, count)
    touched = np.repeat(starts, steps) + since_start
    ends = np.cumsum(steps) - 1
    wait = rng.integers(1, WINDOW_DAYS * 86_400 // (LONGEST + 2), count)
    begin = datetime.combine(as_of - timedelta(days=85), time(), UTC)
    return pl.DataFrame(
        {
            "person_id": person,
            "nth": nth,
            "touched_at": _moments(begin, touched),
            "channel": np.array(CHANNELS)[_channels(rng, len(person))],
            "converted_at": _moments(begin, np.repeat(touched[ends] + wait, steps)),
            "revenue_minor": np.repeat(rng.integers(1, 20_000, count), steps),
            "is_converted": np.repeat(converted, steps),
        }
    ).with_columns(pl.when("is_converted").then(pl.col(name)).alias(name) for name in ("converted_at", "revenue_minor"))


def _moments(begin: datetime, seconds: np.ndarray) -> pl.Series:
    since = pl.Series(seconds, dtype=pl.Int64) * 1_000_000
    return since.cast(pl.Duration("us")) + begin


def _channels(rng: np.random.Generator, count: int) -> np.ndarray:
    """The first by name are the most frequent."""
    weights = 1 / np.arange(1, len(CHANNELS) + 1)
    return rng.choice(len(CHANNELS), count, p=weights / weights.sum())
