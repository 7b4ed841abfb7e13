"""In sandbox mode nothing but this machine is spoken to, whoever asks and however."""

from __future__ import annotations

import json

import pytest
import requests

from roundtrip.channels import credentials
from roundtrip.channels.transport import ForbiddenHost, OnlyHome, loopback_url

STRANGERS = [
    "https://fcm.googleapis.com.evil.example/v1",
    "http://93.184.216.34",
    "http://example.com",
    "http://127.0.0.1.nip.io",
    "http://127.0.0.1@example.com/",
    "http://0.0.0.0:1",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:93.184.216.34]/",
    "http://2130706433.example/",
]


@pytest.mark.parametrize("url", [*STRANGERS, "", None])
def test_a_sandbox_is_this_machine_for_certain(url):
    with pytest.raises(ForbiddenHost):
        loopback_url(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.9.9.9:1/", "http://[::1]:1", "http://localhost:1"])
def test_loopback_is_accepted(url):
    assert loopback_url(url) == url.rstrip("/")


@pytest.mark.parametrize("url", STRANGERS)
def test_requests_is_held_back(url):
    session = requests.Session()
    session.mount("https://", OnlyHome())
    session.mount("http://", OnlyHome())
    with pytest.raises(ForbiddenHost):
        session.post(url, timeout=1)


@pytest.fixture
def sandboxed(monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_PROVIDERS", "sandbox")
    monkeypatch.setenv("ROUNDTRIP_SANDBOX_URL", "http://127.0.0.1:9")


def test_a_live_key_is_not_accepted_in_the_sandbox(sandboxed, monkeypatch):
    monkeypatch.setenv(credentials.SENDGRID_VARIABLE, "SG.real.key")
    with pytest.raises(credentials.CredentialsError, match="live key"):
        credentials.sendgrid()


def test_a_live_service_account_is_not_accepted_in_the_sandbox(sandboxed, monkeypatch, tmp_path):
    account = tmp_path / "account.json"
    account.write_text(json.dumps({"project_id": "p", "token_uri": "https://oauth2.googleapis.com/token"}))
    monkeypatch.setenv(credentials.FCM_VARIABLE, str(account))
    with pytest.raises(credentials.CredentialsError, match="live key"):
        credentials.fcm()


def test_a_key_is_not_printed(sandboxed, monkeypatch):
    monkeypatch.setenv(credentials.SENDGRID_VARIABLE, "SG.sandbox.abc")
    assert "abc" not in repr(credentials.sendgrid())
