"""A day on which providers fail, hang up and lose answers: every figure of the report written after it adds up."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from rich.console import Console

from demo.night import bad_day
from demo.night.terminal import Terminal
from roundtrip import settings

pytestmark = pytest.mark.slow
PEOPLE = 600
STATES = {"planned", "accepted", "rejected", "suppressed", "expired", "uncertain", "presumed_unsent"}
OUTSIDE = "channel in ('email', 'push')"
"""What goes to a provider; in-app messages and the feed stay in the house."""


@pytest.fixture(scope="module")
def played(airflow_home, module_database, tmp_path_factory) -> Iterator[tuple[Any, psycopg.Connection[Any]]]:
    """A night, its bad day, and the night's results and report once more, which tell of the day."""
    from demo.night.stage import on_stage
    from roundtrip import night

    with pytest.MonkeyPatch.context() as patch, psycopg.connect(module_database, autocommit=True) as db:
        patch.setenv("ROUNDTRIP_REPORTS", str(tmp_path_factory.mktemp("reports")))
        patch.setenv("ROUNDTRIP_SENDING", "live")
        db.execute("update crm.installation set kind = 'demo'")
        with on_stage(Terminal(Console(file=io.StringIO())), PEOPLE) as stage:
            stage.simulation.write_history()
            first = stage.simulation.first_night
            stage.night(first)
            stage.approve(first)
            bad_day.begin(stage.sandbox)
            stage.day(first)
            stage.sandbox.clear_faults()
            night.results(first)
            night.report(first)
            yield stage, db


def ledger(db) -> Counter[str]:
    return Counter(dict(db.execute("select state, count(*) from crm.message group by state").fetchall()))


def told(night: date) -> dict[str, Any]:
    return json.loads((settings.load().reports / night.isoformat() / "summary.json").read_text())


def taken(stage) -> Counter[tuple[str, str]]:
    """How often a provider took each message, by address: a person may have several devices."""
    calls = [call for call in stage.sandbox.received() if call["is_taken"]]
    return Counter((m["message_id"], m["address"]) for call in calls for m in call["messages"] if m["message_id"])


def test_it_was_a_bad_day(played):
    stage, _ = played
    faults = Counter(call["fault"] for call in stage.sandbox.received())
    assert sum(number for fault, number in faults.items() if fault) >= 5, faults


def test_what_was_planned_is_what_came_of_it(played):
    _, db = played
    states = ledger(db)
    decided = db.execute("select count(*) from crm.decision where reason = 'send'").fetchone()
    assert states.keys() <= STATES
    assert states.total() == decided[0]
    assert states["accepted"] > 20


def test_the_providers_books_are_the_ledgers(played):
    stage, db = played
    assert max(taken(stage).values()) == 1
    got = {message for message, _ in taken(stage)}
    ours = dict(db.execute(f"select message_id::text, state from crm.message where {OUTSIDE}").fetchall())
    assert {ours.get(message) for message in got} <= {"accepted", "uncertain", "presumed_unsent"}
    assert {message for message, state in ours.items() if state == "accepted"} <= got


def test_the_report_adds_up(played):
    stage, db = played
    summary = told(stage.simulation.first_night)
    reported: Counter[str] = Counter()
    for row in summary["outcomes"]:
        reported[row["state"]] += row["messages"]
    assert reported == ledger(db)
    in_doubt = sum(row["messages"] for row in summary["needs_person"]["uncertain"])
    assert in_doubt == reported["uncertain"] + reported["presumed_unsent"]


def test_the_table_for_bi_adds_up(played):
    stage, db = played
    planned, accepted = db.execute("select sum(planned), sum(accepted) from results.rpt_campaign_daily").fetchone()
    counted = told(stage.simulation.first_night)["outcomes"]
    assert planned == sum(row["messages"] for row in counted)
    assert accepted == sum(row["messages"] for row in counted if row["state"] == "accepted")
