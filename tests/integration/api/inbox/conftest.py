"""The inbox api with tokens of the sandbox's Firebase project, and people with messages."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from roundtrip.api.app import create_app
from roundtrip.domain.clock import FixedClock

from ...ledger.accounts import Accounts, accounts
from ...ledger.conftest import NOW, database

__all__ = ["Accounts", "accounts", "database"]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def api(accounts, sandbox, monkeypatch, clock) -> TestClient:
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)
    return TestClient(create_app(clock), raise_server_exceptions=False)


@pytest.fixture
def signed_in(api, sandbox):
    """`signed_in("ada").get("/inbox/messages")`: that account's app."""

    class App:
        def __init__(self, user_id: str) -> None:
            self.headers = {"Authorization": f"Bearer {sandbox.id_token(user_id)}"}

        def get(self, path, **headers):
            return api.get(path, headers={**self.headers, **headers})

        def post(self, path, content):
            return api.post(path, headers=self.headers, json=content)

    return App
