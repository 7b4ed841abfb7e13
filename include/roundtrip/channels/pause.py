"""How long to leave a provider alone."""

from __future__ import annotations

import random
from datetime import timedelta

BUSY = timedelta(seconds=60)
MISCONFIGURED = timedelta(minutes=15)  # a wrong key does not heal in a minute; a person is on it
LONGEST = timedelta(hours=6)


def pause(shortest: timedelta = BUSY, retry_after: str | None = None) -> timedelta:
    """What the provider asked for in whole seconds, or else `shortest`; with jitter, so that not all come back at once."""
    asked = float(retry_after) if retry_after and retry_after.strip().isdecimal() else 0  # of 400 digits: infinite
    seconds = min(max(shortest.total_seconds(), asked), LONGEST.total_seconds())
    return timedelta(seconds=seconds * random.uniform(1, 1.25))  # noqa: S311
