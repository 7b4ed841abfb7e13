"""The public api over a small ledger, with keys of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from demo.sandbox.keys import Keys
from roundtrip.api.app import create_app
from roundtrip.domain.clock import FixedClock

from ..ledger.conftest import House, database, house

__all__ = ["House", "database", "house"]

NOW = datetime(2026, 11, 10, 18, tzinfo=UTC)
RECEIPT_KEY = "a key the app's backend shares with us"


@pytest.fixture(scope="session")
def sendgrid_keys() -> Keys:
    return Keys.generate()


@pytest.fixture
def api(database, monkeypatch, sendgrid_keys) -> TestClient:
    monkeypatch.setenv("ROUNDTRIP_SENDGRID_WEBHOOK_KEY", sendgrid_keys.webhook_public_key)
    monkeypatch.setenv("ROUNDTRIP_RECEIPT_KEY", RECEIPT_KEY)
    return TestClient(create_app(FixedClock(NOW)), raise_server_exceptions=False)
