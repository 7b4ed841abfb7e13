"""Kept bodies, read again or in any order, come to the same rows."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from roundtrip import ledger
from roundtrip.cli import app as cli
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.feedback import UnreadableBody, replay

from ..ledger.accounts import Accounts
from ..ledger.conftest import NOW as DURING

STATE = {
    "feedback": "select provider, feedback_id, message_id, kind, is_machine, occurred_at, known_as_of from crm.feedback order by 1, 2",
    "consent": "select person_id, channel, topic, is_granted, effective_at, source, known_as_of from crm.consent order by 1, 2, 3, 4, 5, 6",
    "suppression": "select * from crm.suppression order by 1, 2",
    "message": "select message_id, state, state_reason, sent_at from crm.message order by 1",
    "inbox": "select message_id, shown, read_at, clicked_at, dismissed_at from crm.inbox order by 1",
}
AT = datetime(2026, 11, 10, 18, tzinfo=UTC)


@pytest.fixture
def accounts(act_as) -> Accounts:
    return Accounts(act_as)


@pytest.fixture
def scene(accounts):
    """Mails, one of them uncertain, and messages of the app, with a day's reports about them: (provider, body, account)."""
    people = [accounts.person(user=f"user-{n}") for n in range(4)]
    mails = [accounts.mail(person) for person in people]
    ledger.claim("email", DURING, "me", 10)
    ledger.go_in_flight(mails, "me", DURING)
    ledger.record([Outcome(mail, Verdict.UNCERTAIN) for mail in mails], "me", DURING)
    shown = [accounts.placed(person) for person in people]
    return [*_mail_reports(mails), *_receipts(shown), ("sendgrid", b"\xff not utf-8", None), ("sendgrid", b"{}", None)]


def _mail_reports(mails):
    kinds = ["processed", "delivered", "open", "click", "bounce", "spamreport", "unsubscribe", "group_unsubscribe"]
    for number, mail in enumerate(mails):
        events = [
            {
                "event": kind,
                "message_id": str(mail),
                "sg_event_id": f"{kind}-{number}-{place}",
                "timestamp": int((AT + timedelta(minutes=place * 7 + number)).timestamp()),
                "sg_machine_open": place % 2 == 0,
            }
            for place, kind in enumerate(kinds * 2)
        ]
        odd = [
            {"event": "open"},
            {"event": "new kind", "message_id": str(mail)},
            "text",
            {**events[0], "timestamp": "x"},
        ]
        for start in range(0, len(events), 3):
            yield "sendgrid", json.dumps([*events[start : start + 3], *odd, events[0]]).encode(), None


def _receipts(shown):
    for number, message in enumerate(shown):
        for place, kind in enumerate(["received", "shown", "shown", "clicked", "dismissed"]):
            at = (AT + timedelta(minutes=place)).isoformat()
            given = {"receipt_id": str(place), "message_id": str(message), "kind": kind, "at": at}
            stranger = {**given, "message_id": str(shown[number - 1])}
            yield "inbox", json.dumps([given, stranger]).encode(), f"user-{number}"


def take(receiver, bodies):
    for provider, body, account in bodies:
        try:
            receiver.receive(provider, body, sent_by=account)
        except UnreadableBody:
            continue


def state(db):
    return {name: db.execute(query).fetchall() for name, query in STATE.items()}


@pytest.fixture
def forget(accounts):
    """As if nothing had been read: past every guard, as only a restored backup can."""

    def forgotten():
        db = accounts.plain
        with db.transaction():
            db.execute("set local session_replication_role = replica")
            db.execute(
                "delete from crm.feedback; delete from crm.suppression; delete from crm.consent where not is_granted"
            )
            db.execute("update crm.message set state = 'uncertain', state_reason = null where channel = 'email'")
            db.execute("update crm.inbox set shown = 0, read_at = null, clicked_at = null, dismissed_at = null")

    return forgotten


def test_read_again_everything_stays_as_it_is(receiver, scene, act_as):
    take(receiver, scene)
    db = act_as(None)
    before = state(db)
    assert len(before["feedback"]) == 4 * 16 + 4 * 5
    again = replay(receiver, everything=True)
    assert state(db) == before
    assert (again["bodies"], again["unreadable"], again["recorded"], again["proved"]) == (len(scene), 2, 0, 0)
    assert replay(receiver, everything=False) == {}


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_they_come_to_the_same_rows(receiver, scene, forget, act_as, seed):
    take(receiver, scene)
    db = act_as(None)
    wanted = state(db)
    forget()
    assert state(db) != wanted
    shuffled = scene * 2
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    take(receiver, shuffled)
    assert state(db) == wanted


def test_from_the_kept_bodies_alone_they_come_to_the_same_rows(receiver, scene, forget, act_as):
    take(receiver, scene)
    db = act_as(None)
    wanted = state(db)
    forget()
    replay(receiver, everything=True)
    assert state(db) == wanted


def test_what_a_crash_left_unread_is_read_by_the_next_replay(receiver, scene, act_as, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(type(receiver), "read", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receiver.receive(*scene[0][:2])
    answer = CliRunner().invoke(cli, ["feedback", "replay"])
    assert "1 bodies" in answer.output, answer.output
    db = act_as(Role.OPERATOR)
    assert db.execute("select recorded, faulty, is_readable from crm.webhook_reading").fetchall() == [(3, 2, True)]


def test_a_later_yes_outlives_a_no_that_only_arrived_later(receiver, accounts, act_as):
    """What counts is when it was said, not when we heard of it."""
    person = accounts.person()
    mail = accounts.mail(person)
    agreed = "select crm.has_consent(%s, 'email', 'offers')"
    accounts.consent(person, True, "2026-11-10 20:00Z")
    for minutes, stands in ((-60, True), (+60, False)):
        at = int((datetime(2026, 11, 10, 20, tzinfo=UTC) + timedelta(minutes=minutes)).timestamp())
        event = {"event": "unsubscribe", "message_id": str(mail), "sg_event_id": str(minutes), "timestamp": at}
        receiver.receive("sendgrid", json.dumps([event]).encode())
        assert accounts.one(agreed, person) is stands


def test_a_suppression_is_never_lifted_or_put_off(receiver, scene, act_as):
    take(receiver, scene)
    db = act_as(Role.WEBHOOK)
    with pytest.raises(Exception, match="never lifted"):
        db.execute("update crm.suppression set effective_at = effective_at + interval '1 day'")
    for statement in ("delete from crm.suppression", "update crm.suppression set address_hash = 'x'"):
        with pytest.raises(Exception, match="permission denied"):
            db.execute(statement)
