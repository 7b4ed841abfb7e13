"""How long to leave a provider alone."""

from __future__ import annotations

import random
from datetime import timedelta

BUSY = timedelta(seconds=60)
MISCONFIGURED = timedelta(minutes=15)  # a wrong key does not heal in a minute; a person is on it
LONGEST = timedelta(hours=6)


def pause(shortest: timedelta = BUSY, retry_after: str | None = None) -> timedelta:
    """What the provider asked for in whole seconds, or else `shortest`; with jitter, so that not all come back at once."""
    asked = timedelta(seconds=int(retry_after)) if retry_after and retry_after.strip().isdecimal() else timedelta()
    return min(max(shortest, asked), LONGEST) * random.uniform(1, 1.25)  # noqa: S311
