"""A database or landing that cannot be reached is a sentence with a remedy, and no traceback."""

from __future__ import annotations

import pytest

from roundtrip import cli
from roundtrip.cli.doctor import installation


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://me:secret@127.0.0.1:1/none", "The database does not answer"),
        ("postgresql://me:secret@nowhere.invalid:5432/none", "The database does not answer"),
        ("mysql://me:secret@there/none", "write postgresql://user:password@host:port/name"),
        ("secret", "write postgresql://user:password@host:port/name"),
    ],
)
def test_a_wrong_url(monkeypatch, capsys, url, said):
    monkeypatch.setenv("ROUNDTRIP_DATABASE_URL", url)
    monkeypatch.setattr("sys.argv", ["roundtrip", "campaign", "list"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    err = capsys.readouterr().err
    assert ended.value.code == 1
    assert said in err
    assert "secret" not in err


def test_doctor_says_why_a_landing_cannot_be_listed_and_nothing_of_one_that_can(monkeypatch, tmp_path):
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path / "not there yet"))
    assert installation()["landing"] == str(tmp_path / "not there yet")
    monkeypatch.setenv("ROUNDTRIP_LANDING", "s4://me:secret@there")
    assert installation()["landing"].startswith("The landing s4://…@there cannot be listed (Protocol not known")
