"""How fast one process may call a provider: slowly at first, faster while all is well, half as fast when told to slow down.

Additive increase and multiplicative decrease, as in TCP, so that several workers share a quota without a word to each
other: whoever hears "too many" halves (docs/adr/0030-a-body-that-cannot-be-sent-twice.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

RAMP_SECONDS = 60
"""From nothing to the whole quota; what FCM asks of senders."""
FIRST_SHARE = 0.1
"""Of the quota, to begin with."""
SLOWEST = 1.0
"""Calls a second."""
BURST_SECONDS = 0.1
"""What was left unused may be made up for this long; more would be a flood after each pause."""
IDLE_SECONDS = 1.0
"""Between two looks; longer and nothing was called, so that nothing speaks for a faster rate."""
TRIAL_SECONDS = 10
"""How long half the rate is on trial."""


class Pace:
    """Calls that may begin now, by the quota and by what the provider answered."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._quota = max(SLOWEST, per_minute / 60)
        self._clock = clock
        self.per_second = max(SLOWEST, self._quota * FIRST_SHARE)
        self._room = 1.0
        self._looked_at = clock()
        self._slowed_at = self._open_at = float("-inf")

    def room(self) -> int:
        """How many calls may begin at this moment; none while it rests."""
        now = self._clock()
        passed, self._looked_at = now - self._looked_at, now
        if now < self._open_at:
            return 0
        self.per_second = min(self._quota, self.per_second + min(passed, IDLE_SECONDS) * self._quota / RAMP_SECONDS)
        self._room = min(self._room + passed * self.per_second, max(1.0, self.per_second * BURST_SECONDS))
        return int(self._room)

    def take(self, calls: int) -> None:
        """So many have begun."""
        self._room -= calls

    def wait(self) -> float:
        """Seconds until there is room for one call, while it does not rest."""
        return max(0.0, (1 - self._room) / self.per_second)

    def rest(self) -> timedelta | None:
        """How much longer the provider wants to be left alone, if it does."""
        left = self._open_at - self._clock()
        return timedelta(seconds=left) if left > 0 else None

    def slow_down(self, begun_at: float, rest: timedelta) -> None:
        """A call begun at `begun_at` was answered "too many": half the rate, and where half was too much as well, `rest`.

        Calls that were on their way when the rate was halved say nothing new.
        """
        if begun_at < self._slowed_at:
            return
        if begun_at < self._slowed_at + TRIAL_SECONDS:
            self._open_at = self._clock() + rest.total_seconds()
        self._slowed_at = self._clock()
        self.per_second = max(SLOWEST, self.per_second / 2)
