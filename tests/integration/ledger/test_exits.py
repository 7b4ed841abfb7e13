"""Who did what a campaign is for, or what ends it, gets nothing more of the occurrence: asked right before the call."""

from __future__ import annotations

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role

from .conftest import NOW, ON

ME = "worker-1"
EXIT = (
    "insert into crm.exit (campaign_id, occurrence_on, person_id, why, event, occurred_at, known_as_of)"
    " values ('win_back', %s, %s, %s, 'order_placed', %s, %s)"
)


@pytest.mark.parametrize("why", ["converted", "exited"])
def test_who_left_since_the_claim_is_not_written_to(house, why):
    person = house.person()
    message = house.message(person)
    ledger.claim("email", NOW, ME, 10)
    house.decider.execute(EXIT, [ON, person, why, NOW, ON])
    assert ledger.go_in_flight([message], ME, NOW) == set()
    assert (house.state(message), house.reason(message), house.slots(message)) == ("suppressed", why, 0)


def test_the_sender_cannot_send_past_an_exit(house, act_as):
    person = house.person()
    message = house.message(person)
    ledger.claim("email", NOW, ME, 10)
    house.decider.execute(EXIT, [ON, person, "exited", NOW, ON])
    sender = act_as(Role.SENDER)
    sender.execute("select crm.take_cap_slots(%s)", [[message]])
    with pytest.raises(errors.RestrictViolation, match="exited"):
        sender.execute("update crm.message set state = 'in_flight', state_at = %s", [NOW])


def test_an_exit_is_of_its_occurrence_and_its_person_only(house):
    left, stays = house.person(), house.person()
    later = house.message(left)
    theirs = house.message(stays)
    house.decider.execute(EXIT, ["2026-11-09", left, "converted", NOW, ON])
    ids = [message.message_id for message in ledger.claim("email", NOW, ME, 10)]
    assert ledger.go_in_flight(ids, ME, NOW) == {later, theirs}


def test_an_exit_stands(house, act_as):
    person = house.person()
    house.decider.execute(EXIT, [ON, person, "exited", NOW, ON])
    for role in (Role.SENDER, Role.DECIDER, Role.OPERATOR):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("delete from crm.exit")
    with pytest.raises(errors.RestrictViolation, match="append-only"):
        house.admin.execute("delete from crm.exit")
