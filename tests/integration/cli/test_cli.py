"""`roundtrip …` as a person types it: what it prints, and with which code it ends."""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg
import pytest

from roundtrip import decide
from roundtrip.cli import main

Said = tuple[int, str, str]


@pytest.fixture
def roundtrip(database, monkeypatch, capsys) -> Callable[..., Said]:
    """`roundtrip("campaign", "list")` is (exit code, stdout, stderr)."""

    def say(*words: str) -> Said:
        monkeypatch.setattr("sys.argv", ["roundtrip", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return say


@pytest.fixture
def waiting(act_as) -> psycopg.Connection:
    """Two occurrences of win_back ask for a word."""
    db = act_as(None)
    db.execute("""
        insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min,
            audience_max, needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
        values ('win_back', 'marketing', 'live', 'growth', 'g', 'lapsed_buyers', 'offers', 50, '2026-11-01', 0.1, 1, 100, true,
            'order_placed', 'revenue', '7 days', 'x', '2026-11-10')
    """)
    db.execute(
        "insert into crm.approval (campaign_id, occurrence_on, people) values ('win_back', '2026-11-10', 7), ('win_back', '2026-11-11', 9)"
    )
    return db


def answers(db: psycopg.Connection) -> list[tuple]:
    return db.execute("select occurrence_on::text, is_granted, decided_by from crm.approval order by 1").fetchall()


def test_help_names_every_noun(roundtrip):
    code, out, _ = roundtrip("--help")
    assert code == 0
    assert all(noun in out for noun in ("campaign", "run", "send", "report", "db", "airflow", "doctor"))


def test_check_finds_no_fault_in_our_own_campaigns(roundtrip):
    assert roundtrip("campaign", "check")[:2] == (0, "4 campaigns, no fault\n")


def test_check_lists_every_fault_and_ends_with_one(roundtrip, monkeypatch):
    monkeypatch.setattr(
        decide, "check_campaigns", lambda: ["a.yml: owner: is missing; add it", "b.yml: goal: is missing; add it"]
    )
    assert roundtrip("campaign", "check") == (
        1,
        "",
        "a.yml: owner: is missing; add it\nb.yml: goal: is missing; add it\n",
    )


def test_list_shows_what_waits(roundtrip, waiting):
    _, out, _ = roundtrip("campaign", "list")
    assert "waits for approval: 2026-11-11, 9 people" in out
    assert "onboarding" in out


def test_approve_answers_the_newest_that_waits(roundtrip, waiting):
    assert roundtrip("campaign", "approve", "win_back", "--by", "ada")[:2] == (0, "win_back 2026-11-11: approved\n")
    assert answers(waiting) == [("2026-11-10", None, None), ("2026-11-11", True, "ada")]


def test_reject_answers_the_one_that_is_named(roundtrip, waiting):
    assert roundtrip("campaign", "reject", "win_back", "--on", "2026-11-10", "--by", "ada")[0] == 0
    assert answers(waiting) == [("2026-11-10", False, "ada"), ("2026-11-11", None, None)]


def test_an_answer_stands(roundtrip, waiting):
    roundtrip("campaign", "reject", "win_back", "--on", "2026-11-10", "--by", "ada")
    code, _, err = roundtrip("campaign", "approve", "win_back", "--on", "2026-11-10", "--by", "ada")
    assert (code, err.count("\n")) == (1, 1)
    assert answers(waiting)[0] == ("2026-11-10", False, "ada")


def test_nothing_to_approve_is_a_sentence(roundtrip):
    code, _, err = roundtrip("campaign", "approve", "win_back")
    assert code == 1
    assert err.startswith("No occurrence of 'win_back' waits")


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01"])
def test_a_bad_date_is_a_usage_error(roundtrip, day):
    assert roundtrip("run", "identify", "--as-of", day)[0] == 2


def test_an_unknown_step_is_a_usage_error_that_names_the_steps(roundtrip):
    code, _, err = roundtrip("run", "lunch")
    assert code == 2
    assert "identify" in err


def test_a_step_of_a_night_is_recorded(roundtrip, act_as):
    assert roundtrip("run", "identify", "--as-of", "2026-11-10")[0] == 0
    done = act_as(None).execute("select as_of::text, step, status from crm.run").fetchall()
    assert done == [("2026-11-10", "identify", "done")]


def test_a_business_time_needs_a_zone(roundtrip):
    code, _, err = roundtrip("send", "--now", "2026-11-10T12:00")
    assert code == 2
    assert "zone" in err


def test_with_live_providers_it_is_the_time_of_day(roundtrip, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_PROVIDERS", "live")
    code, _, err = roundtrip("send", "--now", "2026-11-10T12:00Z")
    assert code != 0
    assert "leave it out" in err


def test_the_embedded_server_is_not_started_beside_a_named_one(roundtrip):
    code, _, err = roundtrip("db", "start")
    assert code == 1
    assert "ROUNDTRIP_DATABASE_URL" in err


def test_psql_acts_as_the_role_asked_for(roundtrip, monkeypatch, database):
    called = []

    def execve(program, arguments, environment):
        called.append((arguments[1], environment["PGOPTIONS"]))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execve", execve)
    assert roundtrip("db", "psql", "--role", "sender")[0] == 0
    assert called == [(database, "-c role=roundtrip_sender")]
    assert roundtrip("db", "psql", "--role", "boss")[0] == 2


def test_an_empty_database_is_a_sentence_not_a_traceback(roundtrip, act_as):
    act_as(None).execute("drop schema crm, raw cascade")
    code, _, err = roundtrip("campaign", "list")
    assert code == 1
    assert "ROUNDTRIP_DATABASE" in err
    assert roundtrip("db", "migrate")[0] == 0


def test_doctor_starts_nothing_and_tells_no_secret(roundtrip, database):
    code, out, _ = roundtrip("doctor")
    assert code == 0
    assert "shadow to sandbox providers" in out
    assert database not in out
