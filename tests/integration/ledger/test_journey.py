"""What becomes of a message on its way, and what the database keeps about it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from roundtrip import ledger
from roundtrip.db import Role, engine
from roundtrip.db.engine import dispose_engines
from roundtrip.domain.message import Outcome, Verdict

from .conftest import DUE, NOT_AFTER, NOW

ME = "worker-1"


def fly(now=NOW, owner=ME):
    """Claim what is due and go in flight with it; returns the ids that went."""
    claimed = ledger.claim("email", now, owner, 100)
    return ledger.go_in_flight([message.message_id for message in claimed], owner, now)


def settle(message, verdict, owner=ME, now=NOW, **more):
    return ledger.record([Outcome(message, verdict, **more)], owner, now)


def test_a_due_message_is_claimed_sent_and_accepted(house):
    message = house.message(placeholders='{"first_name": "Ada"}')

    (claimed,) = ledger.claim("email", NOW, ME, 10)
    assert (claimed.message_id, claimed.campaign_id, claimed.variant) == (message, "win_back", "plain")
    assert claimed.address.endswith("@example.com")
    assert claimed.placeholders == {"first_name": "Ada"}
    assert ledger.claim("email", NOW, "somebody else", 10) == []

    assert ledger.go_in_flight([message], ME, NOW) == {message}
    assert house.state(message) == "in_flight"
    assert house.one("select number from crm.attempt where message_id = %s and outcome is null", message) == 1
    assert house.slots(message) == 2

    assert settle(message, Verdict.ACCEPTED, provider_message_id="p-1") == {"accepted": 1}
    assert house.state(message) == "accepted"
    assert house.one("select provider_message_id from crm.message where message_id = %s", message) == "p-1"
    assert house.one("select outcome from crm.attempt where message_id = %s", message) == "accepted"


@pytest.mark.parametrize(
    ("now", "due"),
    [(DUE - timedelta(seconds=1), False), (DUE, True), (NOT_AFTER, True), (NOT_AFTER + timedelta(seconds=1), False)],
)
def test_a_message_is_due_from_its_time_until_it_is_too_late(house, now, due):
    house.message()
    assert bool(ledger.claim("email", now, ME, 10)) is due


def test_shadow_and_other_channels_are_never_claimed(house):
    house.message(mode="shadow")
    house.message()
    assert ledger.claim("push", NOW, ME, 10) == []
    assert len(ledger.claim("email", NOW, ME, 10)) == 1


def test_what_has_no_address_any_more_is_suppressed_and_said_so(house):
    person = house.person()
    message = house.message(person)
    with house.admin.transaction():
        house.admin.execute("set local session_replication_role = replica")
        house.admin.execute("delete from crm.address")
    assert ledger.claim("email", NOW, ME, 10) == []
    assert (house.state(message), house.reason(message)) == ("suppressed", "unreachable")


@pytest.mark.parametrize(
    ("what_happened", "state", "reason"),
    [
        (
            "insert into crm.suppression values ('hash-{p}', 'email', 'bounced', now(), 'test', '2026-11-10')",
            "suppressed",
            "suppressed",
        ),
        (
            "update crm.contact_point set is_active = false, disabled_reason = 'dead' where person_id = {p}",
            "suppressed",
            "unreachable",
        ),
        (
            "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
            " values ({p}, 'email', '*', false, now(), 'test', '2026-11-10')",
            "suppressed",
            "no_consent",
        ),
        ("update crm.person set unit_id = unit_id + 1000 where person_id = {p}", "suppressed", "assignment"),
        (
            "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values ({p}, {other}, '2026-11-10')",
            "suppressed",
            "merged",
        ),
        ("update crm.campaign set mode = 'paused'", "planned", "paused"),
        ("update crm.campaign set mode = 'shadow'", "planned", "paused"),
        ("insert into crm.campaign_halt (campaign_id, reason) values ('win_back', 'refused')", "planned", "halted"),
    ],
)
def test_what_changed_since_the_claim_is_seen_before_the_call(house, what_happened, state, reason):
    person, other = house.person(), house.person()
    message = house.message(person)
    ledger.claim("email", NOW, ME, 10)
    house.admin.execute(what_happened.format(p=person, other=other))

    assert ledger.go_in_flight([message], ME, NOW) == set()
    assert (house.state(message), house.reason(message)) == (state, reason)
    assert house.slots(message) == 0
    assert ledger.claim("email", NOW, ME, 10) == [], "what may not go is not claimed in a circle"


def test_a_halt_of_one_platform_holds_that_platform(house):
    ios, android = house.message(platform="ios"), house.message(platform="android")
    house.admin.execute(
        "insert into crm.campaign_halt (campaign_id, platform, reason) values ('win_back', 'ios', 'certificate')"
    )
    assert fly() == {android}
    house.admin.execute("update crm.campaign_halt set lifted_at = now()")
    assert fly() == {ios}


@pytest.mark.parametrize(
    "change", ["update crm.campaign set mode = 'paused'", "update crm.cap set most = 1", "select 1"]
)
def test_who_does_not_hold_a_message_does_not_touch_it(house, change):
    """Neither to send it, nor to turn it back, nor to take its places."""
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    house.admin.execute(change)
    assert ledger.go_in_flight([message], "somebody else", NOW) == set()
    assert ledger.go_in_flight([message], "somebody else", NOT_AFTER + timedelta(minutes=1)) == set()
    assert (house.state(message), house.slots(message)) == ("claimed", 0)


def test_too_late_between_claim_and_call_is_expired(house):
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    assert ledger.go_in_flight([message], ME, NOT_AFTER + timedelta(minutes=1)) == set()
    assert house.state(message) == "expired"


def test_a_definite_no_gives_the_places_back_and_disables_the_address(house):
    message = house.message()
    fly()
    settle(message, Verdict.REJECTED, error_code="UNREGISTERED", disable_contact_point="unregistered")
    assert (house.state(message), house.reason(message), house.slots(message)) == ("rejected", "UNREGISTERED", 0)
    assert house.one("select disabled_reason from crm.contact_point where not is_active") == "unregistered"


def test_not_now_is_planned_again_for_later_and_sent_once(house):
    message = house.message()
    fly()
    settle(message, Verdict.NOT_NOW, retry_after=timedelta(minutes=10))
    assert (house.state(message), house.slots(message)) == ("planned", 0)
    assert fly(NOW + timedelta(minutes=9)) == set()
    assert fly(NOW + timedelta(minutes=10)) == {message}
    settle(message, Verdict.ACCEPTED, now=NOW + timedelta(minutes=10))
    assert house.one("select array_agg(outcome order by number) from crm.attempt") == ["not_now", "accepted"]


def test_not_now_beyond_its_time_waits_to_expire(house):
    message = house.message()
    fly()
    settle(message, Verdict.NOT_NOW, retry_after=timedelta(days=1))
    assert house.state(message) == "planned"
    assert ledger.reap(NOT_AFTER + timedelta(seconds=1))["expire"] == 1


def test_uncertain_keeps_its_places_and_is_never_sent_again(house):
    message = house.message()
    fly()
    settle(message, Verdict.UNCERTAIN, error_code="timeout")
    assert (house.state(message), house.slots(message)) == ("uncertain", 2)
    assert ledger.reap(NOW + timedelta(hours=71))["presume"] == 0
    assert ledger.reap(NOW + timedelta(hours=73))["presume"] == 1
    assert house.state(message) == "presumed_unsent"
    assert fly() == set()


def test_recording_twice_changes_nothing(house):
    message = house.message()
    fly()
    outcome = Outcome(message, Verdict.REJECTED, error_code="x", halt_campaign="template refused")
    ledger.record([outcome], ME, NOW)
    before = house.admin.execute(
        "select to_jsonb(m) || to_jsonb(a) from crm.message m join crm.attempt a using (message_id)"
    ).fetchall()
    assert ledger.record([outcome], ME, NOW + timedelta(hours=1)) == {}
    assert ledger.record([Outcome(message, Verdict.ACCEPTED)], ME, NOW) == {}
    assert (
        before
        == house.admin.execute(
            "select to_jsonb(m) || to_jsonb(a) from crm.message m join crm.attempt a using (message_id)"
        ).fetchall()
    )
    assert house.one("select count(*) from crm.campaign_halt where lifted_at is null") == 1


def test_a_halt_by_the_provider_stops_the_campaign(house):
    first, second = house.message(), house.message()
    claimed = [message.message_id for message in ledger.claim("email", NOW, ME, 1)]
    ledger.go_in_flight(claimed, ME, NOW)
    settle(claimed[0], Verdict.REJECTED, halt_campaign="INVALID_ARGUMENT")
    assert ledger.claim("email", NOW, ME, 10) == []
    assert sorted([house.state(first), house.state(second)]) == ["planned", "rejected"]


def test_only_the_owner_settles(house):
    message = house.message()
    fly()
    assert (
        settle(message, Verdict.REJECTED, owner="somebody else", disable_contact_point="dead", halt_campaign="no") == {}
    )
    assert house.state(message) == "in_flight"
    assert house.one("select count(*) from crm.campaign_halt") == 0
    assert house.one("select count(*) from crm.contact_point where not is_active") == 0


def test_a_message_that_cannot_be_rendered_is_suppressed_with_its_reason(house):
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    ledger.suppress({message: "no name"}, "somebody else", NOW)
    assert house.state(message) == "claimed"
    ledger.suppress({message: "no name"}, ME, NOW)
    assert (house.state(message), house.reason(message)) == ("suppressed", "no name")


def test_service_messages_know_no_control_no_consent_and_no_caps(house):
    house.campaign("receipt", kind="service")
    person = house.person(global_arm="control", has_consent=False)
    message = house.message(
        person,
        "receipt",
        kind="service",
        global_assignment_id=None,
        global_arm=None,
        campaign_assignment_id=None,
        campaign_arm=None,
    )
    assert fly() == {message}
    assert house.slots(message) == 0


# A worker that dies --------------------------------------------------------------------------------------------------
def test_dead_after_the_claim_the_message_goes_back_and_is_sent_by_another(house):
    message = house.message()
    ledger.claim("email", NOW, "dead", 10)
    assert ledger.reap(NOW)["give_back"] == 0, "a lease that runs is respected"
    house.lapse_leases()
    assert ledger.go_in_flight([message], "dead", NOW) == set(), "who lost the lease may not send"
    assert ledger.reap(NOW)["give_back"] == 1
    assert fly() == {message}


def test_dead_after_going_in_flight_the_message_is_uncertain_never_planned(house):
    message = house.message()
    fly(owner="dead")
    assert ledger.reap(NOW)["doubt"] == 0
    house.lapse_leases()
    assert ledger.reap(NOW) == {"placed": 0, "give_back": 0, "doubt": 1, "prove": 0, "presume": 0, "expire": 0}
    assert (house.state(message), house.slots(message)) == ("uncertain", 2)
    assert fly() == set()


def test_a_late_answer_that_it_was_sent_still_counts_and_a_late_no_does_not(house):
    sent, refused = house.message(), house.message()
    fly()
    house.lapse_leases()
    ledger.reap(NOW)
    assert ledger.record([Outcome(sent, Verdict.ACCEPTED), Outcome(refused, Verdict.NOT_NOW)], ME, NOW) == {
        "accepted": 1
    }
    assert (house.state(sent), house.state(refused)) == ("accepted", "uncertain")


@contextmanager
def before_the_commit(act):
    """`act()` once, when a sender has said all it has to say and has not committed."""
    sender, done = engine(Role.SENDER), []

    def meddle(*_):
        if not done:
            done.append(act())

    event.listen(sender, "commit", meddle)
    try:
        yield
    finally:
        event.remove(sender, "commit", meddle)


def test_killed_inside_a_commit_nothing_of_it_happened(house):
    """The connection dies after places were taken and before the commit: no place, no attempt, still claimed."""
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%%go_in_flight%%' and pid <> pg_backend_pid()"
    with before_the_commit(lambda: house.one(kill)), pytest.raises(Exception, match=r"terminat|closed"):
        ledger.go_in_flight([message], ME, NOW)
    dispose_engines()
    assert (house.state(message), house.slots(message)) == ("claimed", 0)
    assert house.one("select count(*) from crm.attempt") == 0


def test_a_no_that_comes_while_it_waits_for_somebody_is_heard(house, act_as):
    """Another worker holds the person's places; until it is done, everything may change."""
    person = house.person()
    refused, fine = house.message(person), house.message()
    ledger.claim("email", NOW, ME, 10)
    other = act_as(None)
    with ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute("select from crm.person where person_id = %s for no key update", [person])
            going = pool.submit(ledger.go_in_flight, [refused, fine], ME, NOW)
            waits = "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%%go_in_flight%%' and datname = current_database())"
            while not house.one(waits):
                assert not going.done()
            house.consent(person, False, "2026-11-10T16:00Z")
        assert going.result(timeout=10) == {fine}
    assert house.reason(refused) == "no_consent"
