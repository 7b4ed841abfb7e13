"""What a person may ask for: to see, to take along; and what an erasure does when it is interrupted."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.integration.rights import planted
from typer.testing import CliRunner

from roundtrip import declared, load, people, rights, settings
from roundtrip.cli import app
from roundtrip.cli.person_page import REASONS
from roundtrip.rights.landing import Rewritten
from roundtrip.rights.steps import UnreadLanding

NIGHT = date(2026, 11, 10)


OTHERS = (1001, 1002, 1003, 1004, 1005, 1006)
"""Each erasure is of another person, so that one load serves all tests."""


@pytest.fixture(scope="module")
def landing(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The planted person and others, loaded and identified; nothing built."""
    folder = tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(folder))
        others = [planted.everywhere(user(number), number) for number in OTHERS]
        planted.land(folder, 1, [planted.everywhere(), *others], declared.feeds())
        load.load_night(NIGHT)
        people.identify(NIGHT)
        yield folder


@pytest.fixture
def look(module_database: str) -> Iterator[Any]:
    with psycopg.connect(module_database, autocommit=True) as db:
        yield lambda query, *values: db.execute(query, values or None).fetchall()


def user(number: int) -> str:
    return f"plain-user-{number}"


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "replace")


def test_a_person_is_found_by_every_name_and_shown_without_an_address(landing):
    names = (
        planted.USER,
        planted.EMAIL.upper(),
        planted.PHONE,
        planted.CARD,
        planted.DEVICE,
        planted.COOKIE,
        planted.TOKEN,
    )
    found = {rights.find(name) for name in (*names, f"email:{planted.EMAIL}")}
    assert len(found) == 1
    person = found.pop()
    assert rights.find(f"person:{person}") == rights.find(str(person)) == person
    shown = CliRunner().invoke(app, ["person", "show", planted.EMAIL])
    assert shown.exit_code == 0, shown.output
    assert f"user_id {planted.USER}" in shown.output
    assert f"user_id {planted.USER}: one row of" in shown.output  # the evidence
    assert "email · offers: yes, form" in shown.output
    assert "push_token on ios: active" in shown.output
    assert planted.EMAIL.lower() not in shown.output.lower()
    as_json = CliRunner().invoke(app, ["person", "show", planted.USER, "--json"])
    assert json.loads(as_json.output)["person_id"] == person


def test_nobody_and_several_are_sentences(landing, look):
    with pytest.raises(rights.UnknownPerson, match="Nobody is known as 'nobody'"):
        rights.find("nobody")
    other = rights.find(user(1001))
    look(
        "insert into crm.identifier (kind, value, person_id, known_as_of) values ('loyalty_card', %s, %s, %s) returning 1",
        planted.USER,
        other,
        NIGHT,
    )
    with pytest.raises(rights.UnknownPerson, match=f"several people; say which: loyalty_card:{planted.USER}"):
        rights.find(planted.USER)
    assert rights.find(f"loyalty_card:{planted.USER}") == other


def test_an_export_holds_everything_in_clear_and_nothing_of_others(landing, look):
    out = BytesIO()
    counts = rights.export(rights.find(planted.CARD), "a test", out)
    told = json.loads(out.getvalue())
    for feed, rows in planted.everywhere().items():
        assert len(told[f"raw.{feed}"]) == len(rows) == counts[f"raw.{feed}"], feed
    assert {entry["address"] for entry in told["addresses"]} == {
        planted.EMAIL.lower(),
        planted.PHONE.replace(" ", ""),
        planted.TOKEN,
        planted.USER,  # the account is where the app shows its messages
    }
    assert told["raw.profiles"][0]["extra"] == {"nick": "zqxnick"}
    assert b"plain" not in out.getvalue()
    assert look("select requested_by from crm.privacy_request where kind = 'export'") == [("a test",)]
    steps = (
        "select step from crm.privacy_step join crm.privacy_request using (privacy_request_id) where kind = 'export'"
    )
    assert sorted(look(steps)) == [("addresses read",), ("done",)]


def test_an_export_is_its_owners_alone_even_where_a_file_was_and_a_wrong_place_is_a_sentence(landing, tmp_path):
    open_to_all = tmp_path / "ada.json"
    open_to_all.touch(mode=0o644)
    assert CliRunner().invoke(app, ["person", "export", user(1005), "--to", str(open_to_all)]).exit_code == 0
    assert open_to_all.stat().st_mode & 0o777 == 0o600
    for nowhere in (tmp_path, tmp_path / "none" / "ada.json"):
        said = CliRunner().invoke(app, ["person", "export", user(1005), "--to", str(nowhere)])
        assert (said.exit_code, "name another file" in said.output) == (2, True), said.output


def test_an_erasure_that_died_after_a_file_was_replaced_is_finished_by_the_next(landing, look, monkeypatch):
    replace = Rewritten.replace

    def and_die(self: Rewritten) -> str:
        replace(self)
        raise ConnectionError("the machine went down")

    person = rights.find(user(1001))
    with monkeypatch.context() as patch:
        patch.setattr(Rewritten, "replace", and_die)
        with pytest.raises(ConnectionError):
            rights.erase(person, by="a test")
    assert look("select count(*) from crm.erasing") == [(1,)]
    rights.erase(person, by="a test")
    assert look("select count(*) from crm.erasing") == [(0,)]
    assert look("select count(*) from crm.privacy_request where person_id = %s", person) == [(1,)]
    assert load.load_night(NIGHT).counts["files"] == 0
    assert not [path for path in landing.rglob("*") if path.suffix == ".tmp"]


def test_a_request_that_was_filed_is_worked_off_once(landing, look):
    rights.request("erase", rights.find(user(1002)), "helpdesk")
    done = rights.erase_pending()
    assert (done["requests"], done["raw.profiles"]) == (1, 1)
    assert rights.erase_pending() == {"requests": 0}


def test_a_file_that_cannot_be_read_leaves_the_request_open_and_says_which(landing, look):
    broken = [landing / "app_events" / "000.ndjson.gz", landing / "calls" / "002.csv.gz"]
    for path in broken:
        path.write_bytes(b"\x1f\x8b\x08\x00 this is no gzip")
    person = rights.find(user(1003))
    named = [path for path in landing.rglob("*.*") if path not in broken and user(1003) in text_of(path)]
    with pytest.raises(UnreadLanding, match=rf"app_events/000.*calls/002.*remove it, then .* erase person:{person}"):
        rights.erase(person, by="a test")
    rights.request("erase", rights.find(user(1006)), "helpdesk")
    with pytest.raises(UnreadLanding, match=f"person:{person}"):
        rights.erase_pending()
    with pytest.raises(rights.UnknownPerson):
        rights.find(user(1006))
    assert named
    assert not [path for path in named if user(1003) in text_of(path)]
    for path in broken:
        path.unlink()
    assert rights.erase_pending()["requests"] == 2
    assert look("select count(*) from crm.erasing") == [(0,)]


def test_erasing_asks_first(landing, look):
    asked = "select requested_by from crm.privacy_request where person_id = %s"
    person = rights.find(user(1004))
    refused = CliRunner().invoke(app, ["person", "erase", user(1004)], input="n\n")
    assert (refused.exit_code, look(asked, person)) == (1, [])
    done = CliRunner().invoke(app, ["person", "erase", user(1004), "--yes", "--by", "ticket 4711"])
    assert done.exit_code == 0, done.output
    assert f"in the files of {settings.load().landing}" in done.output
    assert "raw.profiles 1" in done.output
    assert look(asked, person) == [("ticket 4711",)]


def test_a_key_of_json_stays_a_key_and_keeps_the_fields_that_figures_are_read_from(landing, look):
    rows = [
        {"person": "member-4711", "event": "transaction", "time": 6, "value": {"amount": 4.5, "till": "theirs-4711"}},
        {"person": "member-4711", "event": "transaction", "time": 6, "value": {"amount": 4.5, "till": "other-4711"}},
    ]
    (landing / "transcript.json").write_text("".join(json.dumps(row) + "\n" for row in rows))
    load.load_night(NIGHT)
    people.identify(NIGHT)
    assert rights.erase(rights.find("member-4711"), by="a test")["raw.starbucks_events"] == 2
    assert (
        look("select event, time, value -> 'amount', value ? 'till' from raw.starbucks_events")
        == [("transaction", 6, 4.5, False)] * 2
    )
    assert look("select count(distinct person) from raw.starbucks_events where person like 'erased:%'") == [(1,)]


def test_every_reason_the_database_knows_has_its_words(landing, look):
    (definition,) = look(
        "select pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = 'crm.decision'::regclass and pg_get_constraintdef(oid) like '%quiet_hours%'"
    )
    assert set(re.findall(r"'(\w+)'::text", definition[0])) == REASONS.keys()
