"""Bodies become facts, consent and suppression, once, in any order, and only what is about our messages."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.feedback import UnreadableBody

from ..ledger.conftest import NOW as DURING

AT = 1_794_333_600  # 2026-11-10 18:00 UTC


def event(message, kind, **more):
    return {
        "event": kind,
        "message_id": str(message),
        "sg_event_id": f"{kind}-{message}",
        "timestamp": AT,
        "email": "a@b.example",
        **more,
    }


def body(*events) -> bytes:
    return json.dumps(events).encode()


@pytest.fixture
def facts(act_as):
    db = act_as(Role.OPERATOR)
    return lambda columns="kind": db.execute(
        f"select {columns} from crm.feedback order by kind, feedback_id"
    ).fetchall()


@pytest.fixture
def refusals(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: db.execute(
        "select person_id, channel, topic, source, known_as_of from crm.consent where not is_granted"
    ).fetchall()


@pytest.fixture
def suppressions(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: db.execute("select address_hash, channel, reason from crm.suppression").fetchall()


def test_every_kind_of_event_is_kept_as_ours(receiver, house, facts):
    message = house.message()
    theirs = ["processed", "delivered", "deferred", "dropped", "bounce", "open", "click", "spamreport", "unsubscribe"]
    counted = receiver.receive("sendgrid", body(*(event(message, kind) for kind in reversed(theirs))))
    ours = [kind for (kind,) in facts()]
    assert ours == sorted(
        ["processed", "delivered", "deferred", "dropped", "bounced", "opened", "clicked", "complained", "unsubscribed"]
    )
    assert counted["recorded"] == 9


def test_a_repeat_changes_nothing(receiver, house, facts, refusals, suppressions):
    message = house.message()
    given = body(event(message, "delivered"), event(message, "spamreport"), event(message, "delivered"))
    first = receiver.receive("sendgrid", given)
    before = (facts("*"), refusals(), suppressions())
    second = receiver.receive("sendgrid", given)
    assert (first["recorded"], first["refused"], first["suppressed"]) == (2, 1, 1)
    assert +second == {"repeated": 3}
    assert (facts("*"), refusals(), suppressions()) == before


def test_machines_are_kept_apart_from_people(receiver, house, facts):
    message = house.message()
    receiver.receive(
        "sendgrid",
        body(
            event(message, "open", sg_event_id="1", sg_machine_open=True),
            event(message, "open", sg_event_id="2", sg_machine_open=False),
            event(message, "click", sg_event_id="3"),
        ),
    )
    assert facts("feedback_id, is_machine") == [("3", False), ("1", True), ("2", False)]


def test_facts_carry_the_event_s_time_and_the_business_date_of_receipt(receiver, house, facts):
    receiver.receive("sendgrid", body(event(house.message(), "delivered")))
    assert facts("extract(epoch from occurred_at)::int, known_as_of, webhook_body_id is not null") == [
        (AT, date(2026, 11, 11), True)
    ]


def test_a_hard_bounce_ends_the_address_and_a_blocked_one_does_not(receiver, house, suppressions):
    hard, soft = house.person(), house.person()
    receiver.receive(
        "sendgrid",
        body(event(house.message(hard), "bounce", type="bounce"), event(house.message(soft), "bounce", type="blocked")),
    )
    assert suppressions() == [(f"hash-{hard}", "email", "bounced")]


def test_a_complaint_ends_the_address_and_takes_back_every_consent(receiver, house, refusals, suppressions):
    person = house.person()
    receiver.receive("sendgrid", body(event(house.message(person), "spamreport")))
    assert suppressions() == [(f"hash-{person}", "email", "complained")]
    assert refusals() == [(person, "email", "*", "sendgrid:complained", date(2026, 11, 11))]


@pytest.mark.parametrize(("kind", "topic"), [("unsubscribe", "*"), ("group_unsubscribe", "offers")])
def test_an_unsubscribe_takes_consent_back_and_keeps_the_address(receiver, house, refusals, kind, topic):
    person = house.person()
    counted = receiver.receive("sendgrid", body(event(house.message(person), kind)))
    assert [(who, about) for who, _, about, _, _ in refusals()] == [(person, topic)]
    assert counted["suppressed"] == 0


def test_a_mailbox_that_unsubscribes_says_no_for_everybody_who_is_written_to_there(receiver, house, refusals):
    one, other, stranger = house.person(email="theirs"), house.person(email="theirs"), house.person()
    moved_away = house.person(email="theirs")
    house.admin.execute(
        "update crm.contact_point set is_active = false, disabled_reason = 'replaced' where person_id = %s",
        [moved_away],
    )
    message, next_one = house.message(one), house.message(other, occurrence_on=DURING.date() + timedelta(days=1))
    receiver.unsubscribe(message)
    assert {person for person, *_ in refusals()} == {one, other}
    assert ledger.claim("email", DURING, "me", 10)
    assert ledger.go_in_flight([next_one], "me", DURING) == set()
    assert house.reason(next_one) == "no_consent"
    assert stranger not in {person for person, *_ in refusals()}


def test_what_is_not_about_our_messages_is_left_out(receiver, house, facts):
    message = house.message()
    counted = receiver.receive(
        "sendgrid",
        body(
            event(uuid4(), "delivered"),
            {"event": "delivered", "sg_event_id": "other mail of the account", "timestamp": AT},
            event("not-a-uuid", "delivered"),
            event(message, "a kind of tomorrow"),
            event(message, "open", sg_event_id=""),
            event(message, "open", sg_event_id="nul\u0000byte"),
            event(message, "open", sg_event_id="x" * 201),
            event(message, "open", sg_event_id=7),
            event(message, "click", timestamp=1e30),
            event(message, "click", timestamp="yesterday"),
            "text",
            None,
            event(message, "delivered"),
        ),
    )
    assert counted["recorded"] == 1
    assert facts() == [("delivered",)]


@pytest.mark.parametrize("given", [b"\xff\xfe not utf-8", b"{", b"", b'{"event": "open"}', b"null"])
def test_an_unreadable_body_is_kept_and_says_so(receiver, act_as, given):
    with pytest.raises(UnreadableBody):
        receiver.receive("sendgrid", given)
    assert act_as(Role.OPERATOR).execute("select provider, body from crm.webhook_body").fetchall() == [
        ("sendgrid", given)
    ]


def test_one_event_in_another_alphabet_does_not_take_the_others_along(receiver, house, facts):
    message = house.message()
    bounce, opened = event(message, "bounce", reason="Postfach unbekannt: M@ller"), event(message, "open")
    counted = receiver.receive("sendgrid", body(bounce, opened).replace(b"M@ller", b"M\xfcller \\ud800"))
    assert counted["recorded"] == 2
    assert facts() == [("bounced",), ("opened",)]


def test_a_body_nested_without_end_is_unreadable_and_not_a_crash(receiver, house):
    with pytest.raises(UnreadableBody):
        receiver.receive("sendgrid", b"[" * 100_000)


def make_uncertain(house):
    message = house.message()
    ledger.claim("email", DURING, "me", 10)
    ledger.go_in_flight([message], "me", DURING)
    ledger.record([Outcome(message, Verdict.UNCERTAIN)], "me", DURING)
    return message


@pytest.mark.parametrize("kind", ["processed", "delivered", "open", "click", "bounce", "deferred"])
def test_a_report_proves_an_uncertain_message_sent(receiver, house, kind):
    message = make_uncertain(house)
    counted = receiver.receive("sendgrid", body(event(message, kind)))
    assert counted["proved"] == 1
    assert (house.state(message), house.reason(message)) == ("accepted", "proved by feedback")
    sent_at = house.one("select sent_at from crm.message where message_id = %s", message)
    assert sent_at == DURING, "a proof that comes late does not move the sending"


def test_a_drop_proves_nothing(receiver, house):
    message = make_uncertain(house)
    receiver.receive("sendgrid", body(event(message, "dropped")))
    assert house.state(message) == "uncertain"


def test_a_report_about_a_message_in_flight_leaves_it_to_its_worker(receiver, house):
    message = house.message()
    ledger.claim("email", DURING, "me", 10)
    ledger.go_in_flight([message], "me", DURING)
    receiver.receive("sendgrid", body(event(message, "delivered")))
    assert house.state(message) == "in_flight"
    ledger.record([Outcome(message, Verdict.ACCEPTED, "p-1")], "me", DURING)
    assert house.state(message) == "accepted"


@pytest.mark.parametrize("worker", ["died", "heard nothing"])
def test_a_report_that_comes_before_anybody_doubts_proves_it_all_the_same(receiver, house, worker):
    message = house.message()
    ledger.claim("email", DURING, "me", 10)
    ledger.go_in_flight([message], "me", DURING)
    receiver.receive("sendgrid", body(event(message, "delivered")))
    if worker == "died":
        house.lapse_leases()
    else:
        ledger.record([Outcome(message, Verdict.UNCERTAIN)], "me", DURING)
    assert ledger.reap(DURING)["prove"] == 1
    assert (house.state(message), house.reason(message)) == ("accepted", "proved by feedback")


def test_app_receipts(receiver, house, facts):
    message = make_uncertain(house)
    at = "2026-11-10T19:00:00+01:00"
    given = [
        {"message_id": str(message), "kind": "received", "at": at},
        {"message_id": str(message), "kind": "opened", "at": at},
        {"message_id": str(message), "kind": "opened", "at": "2026-11-10T20:00:00Z"},
        {"message_id": str(message), "kind": "bounced", "at": at},
        {"message_id": str(message), "kind": "opened"},
        {"message_id": str(message), "kind": "opened", "at": "2026-11-10T19:00:00"},
    ]
    counted = receiver.receive("app", body(*given, given[0]))
    assert (counted["recorded"], counted["repeated"], counted["foreign"], counted["faulty"]) == (3, 1, 1, 2)
    assert facts("provider, kind, extract(epoch from occurred_at)::int") == [
        ("app", "opened", AT),
        ("app", "opened", AT + 7200),
        ("app", "received", AT),
    ]
    assert house.state(message) == "accepted"


def test_unsubscribing_is_a_fact_and_a_refusal_of_the_topic(receiver, house, facts, refusals):
    person = house.person()
    message = house.message(person)
    receiver.unsubscribe(message)
    receiver.unsubscribe(message)
    assert refusals() == [(person, "email", "offers", "roundtrip:unsubscribed", date(2026, 11, 11))]
    assert facts("provider, kind, message_id") == [("roundtrip", "unsubscribed", message)]
    assert ledger.claim("email", DURING, "me", 10)
    assert ledger.go_in_flight([message], "me", DURING) == set()
    assert (house.state(message), house.reason(message)) == ("suppressed", "no_consent")
