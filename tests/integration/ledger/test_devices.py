"""`devices: all`: one message, a call for each device, counted once, and never two messages to one device."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict

from .conftest import NOW

ME = "worker-1"


@pytest.fixture
def to_all(house):
    """The campaign's one step goes to every device."""
    house.admin.execute("update crm.campaign_step set devices = 'all' where campaign_id = 'win_back'")
    return house


def device(house, person, name):
    """One more address of a person; the id of its contact point."""
    house.admin.execute("insert into crm.address values (%s, 'email', %s) on conflict do nothing", [name, name])
    return house.one(
        "insert into crm.contact_point (person_id, kind, address_hash, platform, seen_at, known_as_of)"
        " values (%s, 'email', %s, 'ios', '2026-11-02', '2026-11-02') returning contact_point_id",
        person,
        name,
    )


def planned_first(house, person):
    """A message at the person's first address."""
    return house.planned(
        person,
        decision_id=house.decision(person),
        contact_point_id=house.one("select min(contact_point_id) from crm.contact_point where person_id = %s", person),
        address_hash=house.one("select min(address_hash) from crm.contact_point where person_id = %s", person),
    )


def fly(owner=ME, now=NOW):
    claimed = ledger.claim("email", now, owner, 10)
    went = ledger.go_in_flight([each.message_id for each in claimed], owner, now)
    return list(ledger.narrowed([each for each in claimed if each.message_id in went], owner).values())


def answer(message, *verdicts, **more):
    return ledger.record(
        [
            Outcome(message.message_id, verdict, contact_point_id=endpoint.contact_point_id, **more)
            for endpoint, verdict in zip(message.endpoints, verdicts, strict=True)
        ],
        ME,
        NOW,
    )


def attempts(house):
    return house.admin.execute("select number || ' ' || coalesce(outcome, '-') from crm.attempt order by 1").fetchall()


def test_the_latest_device_is_the_default(house):
    person = house.person()
    planned = planned_first(house, person)
    device(house, person, "tablet")
    house.insert(planned)
    (message,) = fly()
    assert len(message.endpoints) == 1
    assert house.one("select count(*) from crm.message_endpoint") == 0


def test_all_devices_get_a_call_each_and_the_message_counts_once(to_all):
    person = to_all.person()
    planned = planned_first(to_all, person)
    device(to_all, person, "tablet")
    id_ = to_all.insert(planned)
    (message,) = fly()
    assert [endpoint.address for endpoint in message.endpoints] == [f"{planned['address_hash']}@example.com", "tablet"]
    assert to_all.slots(id_) == 2, "one place under each of two caps, as for one device"
    assert answer(message, Verdict.REJECTED, Verdict.ACCEPTED) == {"accepted": 1}
    assert to_all.state(id_) == "accepted"
    assert attempts(to_all) == ["1 accepted", "1 rejected"]


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (Verdict.UNCERTAIN, Verdict.NOT_NOW, "uncertain"),
        (Verdict.ACCEPTED, Verdict.UNCERTAIN, "accepted"),
        (Verdict.REJECTED, Verdict.REJECTED, "rejected"),
        (Verdict.REJECTED, Verdict.NOT_NOW, "planned"),
    ],
)
def test_what_the_devices_say_together(to_all, first, second, state):
    person = to_all.person()
    planned = planned_first(to_all, person)
    device(to_all, person, "tablet")
    id_ = to_all.insert(planned)
    (message,) = fly()
    answer(message, first, second)
    assert to_all.state(id_) == state


def test_a_device_that_said_no_is_not_asked_again(to_all):
    person = to_all.person()
    planned = planned_first(to_all, person)
    tablet = device(to_all, person, "tablet")
    to_all.insert(planned)
    (message,) = fly()
    answer(message, Verdict.REJECTED, Verdict.NOT_NOW, retry_after=timedelta(minutes=1))
    (again,) = fly(now=NOW + timedelta(minutes=2))
    assert [endpoint.contact_point_id for endpoint in again.endpoints] == [tablet]
    assert attempts(to_all) == ["1 not_now", "1 rejected", "2 -"]


def test_a_device_that_died_since_the_claim_is_not_called(to_all):
    person = to_all.person()
    planned = planned_first(to_all, person)
    tablet = device(to_all, person, "tablet")
    to_all.insert(planned)
    claimed = ledger.claim("email", NOW, ME, 10)
    to_all.admin.execute(
        "update crm.contact_point set is_active = false, disabled_reason = 'dead' where contact_point_id = %s", [tablet]
    )
    ledger.go_in_flight([claimed[0].message_id], ME, NOW)
    (message,) = ledger.narrowed(claimed, ME).values()
    assert tablet not in {endpoint.contact_point_id for endpoint in message.endpoints}
    assert attempts(to_all) == ["1 -"]


def test_where_the_planned_device_is_dead_the_others_are_reached_and_where_all_are_nobody_is(to_all):
    person = to_all.person()
    planned = planned_first(to_all, person)
    device(to_all, person, "tablet")
    id_ = to_all.insert(planned)
    dead = "update crm.contact_point set is_active = false, disabled_reason = 'dead' where address_hash = %s"
    to_all.admin.execute(dead, [planned["address_hash"]])
    (claimed,) = ledger.claim("email", NOW, ME, 10)
    assert claimed.address == "tablet"
    to_all.admin.execute(dead, ["tablet"])
    assert ledger.go_in_flight([id_], ME, NOW) == set()
    assert to_all.reason(id_) == "unreachable"


def test_of_two_people_with_one_tablet_one_message_goes_to_it(to_all):
    first, second = to_all.person(), to_all.person()
    plans = [planned_first(to_all, person) for person in (first, second)]
    for person in (first, second):
        device(to_all, person, "tablet")
    for plan in plans:
        to_all.insert(plan)
    sent = [endpoint.address for message in fly() for endpoint in message.endpoints]
    assert sorted(sent) == sorted({*sent}), "no address twice"
    assert sent.count("tablet") == 1


def test_who_plans_by_hand_cannot_send_to_a_device_another_message_goes_to(to_all):
    first, second = to_all.person(), to_all.person()
    plan = planned_first(to_all, first)
    device(to_all, first, "tablet")
    tablet = device(to_all, second, "tablet")
    to_all.insert(plan)
    theirs = to_all.planned(second, decision_id=to_all.decision(second), contact_point_id=tablet, address_hash="tablet")
    with pytest.raises(errors.RestrictViolation, match="another message goes to this address"):
        to_all.insert(theirs)


def test_no_role_adds_a_device_to_a_message_or_an_attempt(to_all, act_as):
    person = to_all.person()
    id_ = to_all.insert(planned_first(to_all, person))
    tablet = device(to_all, person, "tablet")
    fly()
    for role in (Role.SENDER, Role.DECIDER, Role.OPERATOR, Role.WEBHOOK):
        for attack in (
            f"insert into crm.message_endpoint select message_id, occurrence_on, campaign_id, occurrence_id, step_id, channel, {tablet},"
            f" 'tablet', null from crm.message where message_id = '{id_}'",
            f"update crm.message_endpoint set contact_point_id = {tablet}",
            f"insert into crm.attempt (message_id, occurrence_on, number, contact_point_id) select message_id, occurrence_on, 1, {tablet}"
            f" from crm.message where message_id = '{id_}'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                act_as(role).execute(attack)
