"""Customers as the warehouse knows them, read as a stream into columns: a million of them are some hundred megabytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.purchases import Purchases

CHUNK = 20_000
NUMBERS = 8
"""Columns of histories.sql before those that say which cohort it is."""


class Cohort(NamedTuple):
    """People acquired in one week from one source; of a larger group the parts that its people share."""

    cohort_week: date | None
    source_type: str | None
    partner: str | None
    campaign: str | None


@dataclass(frozen=True)
class Histories:
    """Customers at a cutoff: every array has one element each. Times are days, money minor units."""

    person_id: NDArray[np.int64]
    purchases: Purchases
    """Groups of one."""
    mean_spend: Floats
    """Of the purchases after the first; 0 where there are none."""
    cohort: NDArray[np.int64]
    """Position in `cohorts`."""
    cohorts: list[Cohort]
    later_purchases: Floats
    later_spend: Floats
    held_back_days: int
    """From the cutoff to the night."""

    def __len__(self) -> int:
        return len(self.person_id)

    @property
    def source_type(self) -> NDArray[np.str_]:
        """Of each customer."""
        return np.array([cohort.source_type for cohort in self.cohorts], dtype=str)[self.cohort]


def read(db: Connection[Any], cutoff: str) -> Histories:
    """Everybody who had bought before the cutoff, `tonight` or `backtest`."""
    known: dict[Cohort, int] = {}
    parts = [
        (
            np.array([row[:NUMBERS] for row in rows], dtype=np.float64),
            np.array([known.setdefault(Cohort(*row[NUMBERS:]), len(known)) for row in rows], dtype=np.int64),
        )
        for rows in _chunks(db, cutoff)
    ] or [(np.empty((0, NUMBERS)), np.empty(0, dtype=np.int64))]
    numbers = np.concatenate([part for part, _ in parts])
    person_id, frequency, recency, age, mean_spend, later_purchases, later_spend, held_back = numbers.T.copy()
    return Histories(
        person_id.astype(np.int64),
        Purchases(frequency.astype(np.int64), recency, age, np.ones(len(numbers))),
        mean_spend,
        np.concatenate([part for _, part in parts]),
        list(known),
        later_purchases,
        later_spend,
        int(held_back[0]) if len(held_back) else 0,
    )


def _chunks(db: Connection[Any], cutoff: str) -> Iterator[list[tuple[Any, ...]]]:
    with db.cursor(name="histories") as cursor:
        cursor.execute(_read(), [cutoff])
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _read() -> LiteralString:
    return Path(__file__).with_name("histories.sql").read_text()
