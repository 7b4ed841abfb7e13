"""What an installation says of itself."""

from __future__ import annotations

import pytest

from roundtrip import settings


@pytest.mark.parametrize(
    ("url", "database", "said"),
    [
        ("", "roundtrip", ""),
        ("", "roundtrip_demo", "ROUNDTRIP_DATABASE=roundtrip_demo "),
        ("postgresql://there/x", "roundtrip_demo", ""),
    ],
)
def test_a_fresh_shell_is_told_which_database_unless_it_is_the_default(monkeypatch, url, database, said):
    monkeypatch.setenv("ROUNDTRIP_DATABASE_URL", url)
    monkeypatch.setenv("ROUNDTRIP_DATABASE", database)
    assert settings.load().in_shell == said


def test_a_later_shell_that_names_the_database_only_looks_into_the_landing_of_its_last_night(installation):
    installation.setenv("ROUNDTRIP_LANDING", "")  # so that what is chosen ends with the test
    installation.setenv("ROUNDTRIP_DATABASE", "roundtrip_shop")
    settings.choose_landing("s3://shop/exports")
    installation.delenv("ROUNDTRIP_LANDING")
    assert settings.load().landing == "s3://shop/exports"
    installation.setenv("ROUNDTRIP_LANDING", "/elsewhere")
    assert settings.load().landing == "/elsewhere"
    installation.delenv("ROUNDTRIP_LANDING")
    installation.setenv("ROUNDTRIP_DATABASE", "roundtrip_other")
    assert settings.load().landing == str(settings.load().home / "landing")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ROUNDTRIP_SENDING", "yes", "shadow or live"),
        ("ROUNDTRIP_PROVIDERS", "real", "sandbox or live"),
        ("ROUNDTRIP_MOST_UNPACKED", "50GB", "a number of bytes"),
    ],
)
def test_a_variable_that_says_what_it_cannot_is_named_with_what_it_may_say(monkeypatch, name, value, remedy):
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.SettingsError, match=f"{name} is '{value}'.*{remedy}"):
        settings.load()
