"""`roundtrip ledger …` as a person at the ledger types it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.cli import ledger as commands
from roundtrip.cli import main
from roundtrip.db import Role
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import Outcome, Verdict

from .conftest import NOW

ME = "worker-1"


@pytest.fixture
def say(house, monkeypatch, capsys):
    """`say("status")` is (exit code, everything printed)."""
    monkeypatch.setattr(commands, "SystemClock", lambda: FixedClock(NOW))

    def typed(*words):
        monkeypatch.setattr("sys.argv", ["roundtrip", "ledger", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return typed


@pytest.fixture
def doubtful(house):
    """A message of which nobody knows whether it went out."""
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    ledger.go_in_flight([message], ME, NOW)
    ledger.record([Outcome(message, Verdict.UNCERTAIN, error_code="timeout", error="no answer in 15 s")], ME, NOW)
    return message


def test_status_says_what_is_open_and_what_stands_still(house, doubtful, say):
    house.message()
    assert say("pause", "win_back", "--why", "a typo")[0] == 0
    code, page = say("status")
    assert code == 0
    assert [line.split()[:4] for line in page.splitlines() if line.lstrip().startswith("email")] == [
        ["email", "win_back", "planned", "1"],
        ["email", "win_back", "uncertain", "1"],
    ]
    assert "a typo" in page
    assert "adopt" not in page


def test_status_says_first_that_it_is_a_copy(house, say):
    house.admin.execute("update crm.installation set timeline_id = timeline_id + 1")
    try:
        assert say("status")[1].startswith("This database is a copy")
    finally:
        house.admin.execute("update crm.installation set timeline_id = timeline_id - 1")


def test_explain_tells_a_message_from_plan_to_outcome_and_what_was_not_sent(house, doubtful, say):
    person = house.one("select person_id from crm.message")
    house.campaign("other")
    house.decision(person, "other", reason="no_consent")
    code, page = say("explain", f"person:{person}")
    assert code == 0
    assert "claimed → in_flight" in page
    assert "call 1: uncertain timeout no answer in 15 s" in page
    assert "no_consent" in page
    assert "@example.com" not in page


def test_what_nobody_is_sure_of_is_listed_and_resolved_once(house, doubtful, say):
    assert str(doubtful) in say("uncertain")[1]
    assert say("resolve", doubtful, "sent", "--why", "FCM's log has it")[0] == 0
    assert house.state(doubtful) == "accepted"
    assert "FCM's log has it" in house.reason(doubtful)
    code, page = say("resolve", doubtful, "unsent", "--why", "no")
    assert (code, house.state(doubtful)) == (1, "accepted")
    assert "is not uncertain" in page
    assert "known what became" in say("uncertain")[1]


def test_what_is_still_on_its_way_cannot_be_resolved(house, say, act_as):
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    ledger.go_in_flight([message], ME, NOW)
    assert say("resolve", message, "unsent", "--why", "impatient")[0] == 1
    with pytest.raises(errors.RestrictViolation, match="no arrow"):
        act_as(Role.OPERATOR).execute("update crm.message set state = 'accepted'")


def test_pause_and_resume_and_a_halt_of_nothing(house, say):
    house.message()
    assert "paused" in say("pause", "win_back")[1]
    assert "already" in say("pause", "win_back")[1]
    assert ledger.claim("email", NOW, ME, 10) == []
    assert "goes on" in say("resume", "win_back")[1]
    assert len(ledger.claim("email", NOW, ME, 10)) == 1
    code, page = say("halt", "win_bakc")
    assert code == 1
    assert "no campaign 'win_bakc'" in page


def test_adopt_says_how_many_may_have_gone_out_elsewhere(house, say):
    message = house.message()
    assert say("adopt")[0] == 1, "there is nothing to adopt"
    house.admin.execute("update crm.installation set timeline_id = timeline_id + 1")
    try:
        code, page = say("adopt", "--restored-at", (NOW - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%MZ"))
        assert (code, house.state(message)) == (0, "uncertain")
        assert "1 messages may have been sent" in page
    finally:
        house.admin.execute("update crm.installation set silent_until = null")
