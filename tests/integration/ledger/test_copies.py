"""A restored, copied or promoted database does not send, and nobody gets a message twice once it is taken into service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.ledger import desk

from .conftest import NOT_AFTER, NOW

ME = "worker-1"
LATER = {"send_after": NOW + timedelta(hours=1)}


@pytest.fixture
def restored(house):
    """What another server's timeline calls itself, put into the row by which this one is known."""

    def restore(what: str = "timeline_id = timeline_id + 1"):
        house.admin.execute(f"update crm.installation set {what}")

    yield restore
    house.admin.execute(
        "update crm.installation i set silent_until = null, (system_identifier, timeline_id, database_oid) = (select s.* from crm.identity_of_server() s)"
    )


@pytest.mark.parametrize(
    "what",
    [
        "system_identifier = system_identifier + 1",
        "timeline_id = timeline_id + 1",
        "database_oid = 1",
        "timeline_id = null",
    ],
)
def test_nothing_is_claimed_in_a_copy(house, restored, what):
    message = house.message()
    restored(what)
    assert not desk.is_adopted()
    with pytest.raises(ledger.NotAdopted, match="ledger adopt"):
        ledger.claim("email", NOW, ME, 10)
    assert house.state(message) == "planned"


def test_what_was_claimed_when_the_server_was_promoted_does_not_go(house, restored, act_as):
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    restored()
    sender = act_as(Role.SENDER)
    sender.execute("select crm.take_cap_slots(%s)", [[message]])
    with pytest.raises(errors.RestrictViolation, match="a copy or was restored"):
        sender.execute("update crm.message set state = 'in_flight', state_at = %s", [NOW])


def test_adopted_what_may_have_gone_out_is_uncertain_and_the_rest_goes(house, restored):
    planned, later = house.message(), house.message(**LATER)
    claimed = house.message()
    ledger.claim("email", NOW, ME, 1)
    restored()
    assert desk.adopt(NOW, "ada") == 2
    assert {house.state(planned), house.state(claimed)} == {"uncertain"}
    assert ledger.claim("email", NOW, ME, 10) == []
    (goes,) = ledger.claim("email", NOW + timedelta(hours=1), ME, 10)
    assert goes.message_id == later


def test_what_had_expired_when_the_copy_was_made_is_not_in_doubt(house, restored):
    message = house.message()
    restored()
    assert desk.adopt(NOT_AFTER + timedelta(hours=2), "ada", restored_at=NOT_AFTER + timedelta(hours=1)) == 0
    assert house.state(message) == "planned"


def test_what_was_due_before_is_not_planned_in_the_copy(house, restored):
    """The night whose plan was lost with the server is not played again."""
    person = house.person()
    decision = house.decision(person)
    restored()
    desk.adopt(NOW, "ada")
    with pytest.raises(errors.RestrictViolation, match="another copy"):
        house.insert(house.planned(person, decision_id=decision))
    house.message(**LATER)


def test_there_is_nothing_to_adopt_twice(house, restored):
    restored()
    desk.adopt(NOW, "ada")
    with pytest.raises(desk.Stopped, match="nothing to adopt"):
        desk.adopt(NOW, "ada")


def test_only_an_operator_adopts_and_nobody_forges_where_the_ledger_lives(house, act_as):
    for role in (Role.SENDER, Role.DECIDER, Role.WEBHOOK, Role.LOADER, Role.TRANSFORMER):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("select crm.adopt(now(), null, 'me')")
    for role in (Role.SENDER, Role.DECIDER, Role.OPERATOR):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("update crm.installation set timeline_id = 7")
