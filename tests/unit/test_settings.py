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
