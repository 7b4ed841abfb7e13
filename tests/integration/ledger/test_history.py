"""Every move is kept: which, when, by whom, why. Nobody writes or changes it but the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict

from .conftest import NOW

ME = "worker-1"
MOVES = "select from_state || ' ' || to_state || ' ' || mover || coalesce(': ' || reason, '') from crm.message_transition order by recorded_at"


def test_each_move_of_a_message_stands_there_in_its_order(house, act_as):
    message = house.message()
    ledger.claim("email", NOW, ME, 10)
    ledger.go_in_flight([message], ME, NOW)
    ledger.record([Outcome(message, Verdict.UNCERTAIN, error_code="timeout")], ME, NOW)
    ledger.reap(NOW + timedelta(days=4))
    act_as(Role.OPERATOR).execute("update crm.message set state = 'accepted', state_reason = 'the log says so'")
    assert house.admin.execute(MOVES).fetchall() == [
        "planned claimed roundtrip_sender",
        "claimed in_flight roundtrip_sender",
        "in_flight uncertain roundtrip_sender: timeout",
        "uncertain presumed_unsent roundtrip_sender: no word of it",
        "presumed_unsent accepted roundtrip_operator: the log says so",
    ]
    assert house.one("select array_agg(at order by recorded_at) from crm.message_transition")[:2] == [NOW, NOW]


def test_a_refused_move_leaves_no_trace(house, act_as):
    house.message()
    with pytest.raises(errors.RestrictViolation):
        act_as(Role.SENDER).execute("update crm.message set state = 'accepted'")
    assert house.one("select count(*) from crm.message_transition") == 0


def test_no_role_writes_history_and_nobody_rewrites_it(house, act_as):
    house.message()
    ledger.claim("email", NOW, ME, 10)
    for role in (Role.SENDER, Role.DECIDER, Role.WEBHOOK, Role.OPERATOR, Role.TRANSFORMER):
        for attack in (
            "insert into crm.message_transition (message_id, occurrence_on, from_state, to_state, at, mover)"
            " select message_id, occurrence_on, 'in_flight', 'accepted', now(), 'me' from crm.message",
            "update crm.message_transition set mover = 'somebody else'",
            "delete from crm.message_transition",
            "truncate crm.message_transition",
            "delete from crm.message_transition_2026_11",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                act_as(role).execute(attack)
    for who in (house.admin, act_as(Role.OWNER)):
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            who.execute("update crm.message_transition set mover = 'somebody else'")
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            who.execute("delete from crm.message_transition")
