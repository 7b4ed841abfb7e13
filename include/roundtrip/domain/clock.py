"""Business time, injected. The wall clock serves leases, webhook age and logs only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the business time, in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class SystemClock:
    """Production: business time is the time of day."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """Tests, demos and replays: business time stands where it was put."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a clock needs a time with a zone")

    def now(self) -> datetime:
        return self.at.astimezone(UTC)
