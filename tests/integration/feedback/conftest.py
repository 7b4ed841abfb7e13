"""Messages to report about."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from roundtrip.domain.clock import FixedClock
from roundtrip.feedback import Receiver

from ..ledger.conftest import House, database, house

__all__ = ["House", "database", "house"]

NOW = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
"""Half past midnight of the 11th in Berlin."""


@pytest.fixture
def receiver(database) -> Receiver:
    return Receiver(FixedClock(NOW), ZoneInfo("Europe/Berlin"))
