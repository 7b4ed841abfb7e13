"""How fast one process may call a provider: slowly at first, faster while all is well, half as fast when told to slow down.

Additive increase and multiplicative decrease, as in TCP, so that several workers share a quota without a word to each
other: whoever hears "too many" halves. As in TCP, too, a stranger gets few calls at a time until it has answered some: a
provider that hangs makes few messages uncertain (docs/adr/0030-a-body-that-cannot-be-sent-twice.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

RAMP_SECONDS = 60
"""From nothing to the whole quota; what FCM asks of senders."""
FIRST_SHARE = 0.1
"""Of the quota, to begin with."""
FIRST_WINDOW = 32
"""Calls in flight before any was answered; each answer makes room for one more."""
SLOWEST = 1.0
"""Calls a second."""
BURST_SECONDS = 0.1
"""What was left unused may be made up for this long; more would be a flood after each pause."""
IDLE_SECONDS = 1.0
"""Between two looks; longer and nothing was called, so that nothing speaks for a faster rate."""
LOST, REGAINED = 0.34, 0.01
"""Trust, of one, that a complaint costs and a good answer brings: three complaints on end, and it rests."""


class Pace:
    """Calls that may begin now, by the quota and by what became of the last ones."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._quota = max(SLOWEST, per_minute / 60)
        self._clock = clock
        self.per_second = max(SLOWEST, self._quota * FIRST_SHARE)
        self._room, self._window, self._trust = 1.0, FIRST_WINDOW, 1.0
        self._looked_at = clock()
        self._slowed_at = self._open_at = float("-inf")

    def room(self, in_flight: int) -> int:
        """How many calls may begin at this moment; none while it rests."""
        now = self._clock()
        passed, self._looked_at = now - self._looked_at, now
        if now < self._open_at:
            return 0
        self.per_second = min(self._quota, self.per_second + min(passed, IDLE_SECONDS) * self._quota / RAMP_SECONDS)
        self._room = min(self._room + passed * self.per_second, max(1.0, self.per_second * BURST_SECONDS))
        return max(0, min(int(self._room), self._window - in_flight))

    def take(self, calls: int) -> None:
        """So many have begun."""
        self._room -= calls

    def wait(self) -> float:
        """Seconds until the quota has room for one call."""
        return max(0.0, (1 - self._room) / self.per_second)

    def rest(self) -> timedelta | None:
        """How much longer the provider wants to be left alone, if it does."""
        left = self._open_at - self._clock()
        return timedelta(seconds=left) if left > 0 else None

    def went_well(self) -> None:
        """A call was answered."""
        self._window += 1
        self._trust = min(1.0, self._trust + REGAINED)

    def went_ill(self, begun_at: float, rest: timedelta) -> None:
        """A call begun at `begun_at` was too many, or broke: half of everything, and `rest` where that does not help.

        Calls that were on their way when it was halved say nothing new.
        """
        if begun_at < self._slowed_at:
            return
        self._slowed_at = self._clock()
        self.per_second = max(SLOWEST, self.per_second / 2)
        self._window = max(FIRST_WINDOW, self._window // 2)
        self._trust -= LOST
        if self._trust < 0:
            self._open_at, self._window, self._trust = self._slowed_at + rest.total_seconds(), FIRST_WINDOW, 0.0
