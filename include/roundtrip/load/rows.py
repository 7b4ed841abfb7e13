"""Good rows on their way to the server, and what a file's tally needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from roundtrip.load import wire
from roundtrip.load.splice import Buffer

Moments = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Microseconds since 2000."""

SERVER_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
"""Where Postgres's times and dates begin."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stamp:
    """What every row of a file carries."""

    batch_id: int
    as_of: date

    @property
    def written(self) -> bytes:
        """As the last two fields of each row."""
        return wire.bigint(self.batch_id) + wire.day(self.as_of)


@dataclass(frozen=True)
class Rows:
    """Good rows of one part of a file. Each holds the columns of raw, extra, content_hash, line, then each address in clear,
    which goes no further than the stage, then the file's stamp."""

    payload: Buffer
    """In the form of a binary COPY, in the file's order."""
    count: int
    newest: int | None
    """The latest event before the cutoff, in microseconds since 2000."""
    unknown: frozenset[str]
    """Fields the contract does not know, kept in extra."""


class Cutoff:
    """as_of 00:00 in the reporting zone; later events do not make a feed fresh."""

    def __init__(self, at: datetime) -> None:
        self._before = (at - SERVER_ZERO) // MICROSECOND

    def newest(self, moments: Moments) -> int | None:
        """The latest of these that lies before it."""
        earlier = moments[moments < self._before]
        return int(earlier.max()) if earlier.size else None
