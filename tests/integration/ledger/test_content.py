"""What was approved is what goes out: edited content needs a new word."""

from __future__ import annotations

import pytest
from psycopg import errors

from roundtrip import decide, ledger
from roundtrip.db import Role

from .conftest import NOW, ON

ME = "worker-1"


@pytest.fixture
def approved(house):
    """A message of a campaign that asks, planned upon a yes for content x."""
    house.campaign("asks", needs_approval=True)
    person = house.person()
    house.assign("campaign:asks", person, "treatment")
    ask(house)
    decide.grant("asks", ON, by="ada", is_granted=True)
    return house.message(person, "asks")


def ask(house):
    house.decider.execute("insert into crm.approval (campaign_id, occurrence_on, people) values ('asks', %s, 1)", [ON])


def edit(house, definition="y"):
    house.decider.execute("update crm.campaign set definition_hash = %s where campaign_id = 'asks'", [definition])


def test_what_was_approved_goes_out(house, approved):
    (message,) = ledger.claim("email", NOW, ME, 10, {"asks": "x"})
    assert ledger.go_in_flight([message.message_id], ME, NOW) == {approved}


def test_a_worker_with_other_files_does_not_take_it(house, approved):
    assert ledger.claim("email", NOW, ME, 10, {"asks": "edited since"}) == []
    assert house.state(approved) == "planned"


def test_edited_content_waits_for_a_new_word(house, approved):
    edit(house)
    assert ledger.claim("email", NOW, ME, 10, {"asks": "y"}) == []
    ask(house)
    decide.grant("asks", ON, by="ada", is_granted=True)
    (message,) = ledger.claim("email", NOW, ME, 10, {"asks": "y"})
    assert message.message_id == approved


def test_content_that_changed_since_the_claim_is_planned_again(house, approved):
    ledger.claim("email", NOW, ME, 10)
    edit(house)
    assert ledger.go_in_flight([approved], ME, NOW) == set()
    assert (house.state(approved), house.reason(approved)) == ("planned", "not_approved")


def test_the_sender_cannot_send_what_nobody_approved(house, approved, act_as):
    ledger.claim("email", NOW, ME, 10)
    edit(house)
    sender = act_as(Role.SENDER)
    sender.execute("select crm.take_cap_slots(%s)", [[approved]])
    with pytest.raises(errors.RestrictViolation, match="not_approved"):
        sender.execute("update crm.message set state = 'in_flight', state_at = %s", [NOW])


def test_an_answer_to_content_that_is_gone_counts_for_nothing(house):
    house.campaign("asks", needs_approval=True)
    ask(house)
    edit(house)
    with pytest.raises(LookupError, match="waits for an answer"):
        decide.grant("asks", ON, by="ada", is_granted=True)


def test_nobody_asks_for_content_of_their_own_making(house):
    house.campaign("asks", needs_approval=True)
    with pytest.raises(errors.InsufficientPrivilege):
        house.decider.execute(
            "insert into crm.approval (campaign_id, occurrence_on, people, definition_hash) values ('asks', %s, 1, '')",
            [ON],
        )
    ask(house)
    assert house.one("select definition_hash from crm.approval") == "x"
