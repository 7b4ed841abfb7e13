"""Secrets: generated once, whole, private; or taken from the environment."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from roundtrip.secrets_store import SecretError, secret


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_HOME", str(tmp_path))
    monkeypatch.delenv("ROUNDTRIP_PII_KEY", raising=False)
    return tmp_path


def test_many_who_come_first_get_the_same_secret():
    with ThreadPoolExecutor(16) as pool:
        got = set(pool.map(secret, ["pii_key"] * 64))
    assert len(got) == 1
    assert len(got.pop()) >= 32


def test_only_its_owner_reads_it_and_no_draft_stays(home):
    secret("pii_key")
    (kept,) = (home / "secrets").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_environment_goes_before_the_file(monkeypatch, home):
    monkeypatch.setenv("ROUNDTRIP_PII_KEY", "0123456789abcdef")
    assert secret("pii_key") == b"0123456789abcdef"
    assert not (home / "secrets").exists()


def test_two_names_are_two_secrets():
    assert secret("pii_key") != secret("signing_key")


def test_a_short_secret_is_refused(monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_PII_KEY", "")
    with pytest.raises(SecretError, match="ROUNDTRIP_PII_KEY"):
        secret("pii_key")


def test_an_emptied_file_is_refused_and_not_replaced(home):
    (home / "secrets").mkdir()
    (home / "secrets" / "pii_key").touch()
    with pytest.raises(SecretError, match="backup"):
        secret("pii_key")


def test_a_name_does_not_leave_the_folder():
    with pytest.raises(SecretError):
        secret("../etc/passwd")
