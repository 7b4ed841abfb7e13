"""A worker of the app's own channels dies between its two commits: the row says what came of the message, every time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from roundtrip import ledger
from roundtrip.channels import open_channels
from roundtrip.db import Role, engine
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.domain.shown import InAppVariant

from .accounts import SAID, accounts
from .conftest import NOW, database

__all__ = ["accounts", "database"]

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def in_flight(accounts):
    """One message in flight, rendered, and its channel's `send`."""
    message = accounts.message()
    (claimed,) = ledger.claim("in_app", NOW, "me", 1)
    ledger.go_in_flight([message], "me", NOW)
    with open_channels(FixedClock(NOW), ["in_app"]) as opened:
        yield opened["in_app"].render(claimed, InAppVariant(**SAID)), opened["in_app"].send


def test_after_the_row_it_is_accepted(accounts, in_flight):
    rendered, send = in_flight
    send([rendered])
    accounts.lapse_leases()
    assert ledger.reap(LATER)["placed"] == 1
    assert accounts.state(rendered.message.message_id) == "accepted"
    assert accounts.one("select outcome from crm.attempt") == "accepted"


def test_before_the_row_it_is_planned_again_and_sent_once(accounts, in_flight):
    rendered, send = in_flight
    message = rendered.message.message_id
    accounts.lapse_leases()
    assert ledger.reap(LATER)["placed"] == 1
    assert accounts.state(message) == "planned"
    assert accounts.slots(message) == 0
    (zombie,) = send([rendered])
    assert zombie.verdict is Verdict.NOT_NOW, "who lost its lease places nothing"
    assert accounts.one("select count(*) from crm.inbox") == 0
    accounts.send("in_app", {message: {}})
    assert accounts.state(message) == "accepted"
    assert accounts.one("select count(*) from crm.inbox") == 1


def test_a_row_under_way_is_waited_for_and_not_denied(accounts, in_flight):
    """The worker is about to commit its row when its lease runs out: nobody may say it was not placed."""
    rendered, _ = in_flight
    message = rendered.message.message_id
    with engine(Role.SENDER).begin() as worker:
        row = {**rendered.row(NOW), "payload": "{}"}
        insert = "insert into crm.inbox (message_id, occurrence_on, user_id, channel, payload, placed_at, valid_until)"
        values = " values (:message_id, :occurrence_on, :user_id, 'in_app', :payload, :placed_at, :valid_until)"
        worker.execute(text(insert + values), row)
        accounts.lapse_leases()
        assert ledger.reap(LATER) == dict.fromkeys(("placed", "give_back", "doubt", "prove", "presume", "expire"), 0)
        assert accounts.state(message) == "in_flight"
    ledger.reap(LATER)
    assert accounts.state(message) == "accepted"


def test_what_was_uncertain_is_proved_by_the_row(accounts, in_flight):
    rendered, send = in_flight
    message = rendered.message.message_id
    send([rendered])
    ledger.record([Outcome(message, Verdict.UNCERTAIN, error_code="broken_off")], "me", NOW)
    assert ledger.reap(LATER)["placed"] == 1
    assert accounts.state(message) == "accepted"


def test_what_is_shown_no_more_goes_a_month_later_and_its_receipts_stay(accounts):
    accounts.placed(accounts.person())
    past = "update crm.inbox set placed_at = %s::timestamptz - interval '1 day', valid_until = %s"
    with accounts.admin.transaction():
        accounts.admin.execute("set local session_replication_role = replica")
        accounts.admin.execute(past, ["2999-01-02", "2999-01-02"])
    assert ledger.tidy_inbox(datetime(2999, 6, 1, tzinfo=UTC)) == 0, "business time alone takes nothing out"
    with accounts.admin.transaction():
        accounts.admin.execute("set local session_replication_role = replica")
        accounts.admin.execute(past, ["2026-01-02", "2026-01-02"])
    assert ledger.tidy_inbox(datetime(2026, 2, 1, tzinfo=UTC)) == 0
    assert ledger.tidy_inbox(datetime(2026, 2, 2, tzinfo=UTC)) == 1


def test_what_is_uncertain_without_a_row_waits_for_a_person(accounts, in_flight):
    rendered, _ = in_flight
    message = rendered.message.message_id
    ledger.record([Outcome(message, Verdict.UNCERTAIN, error_code="broken_off")], "me", NOW)
    assert ledger.reap(LATER)["placed"] == 0
    assert accounts.state(message) == "uncertain"
