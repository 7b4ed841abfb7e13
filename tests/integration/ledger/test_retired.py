"""Old months leave the ledger with everything that hangs on them, never with a message in doubt, and never come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.ledger import desk

OLD = date(2024, 3, 12)
DUE = datetime.fromisoformat("2024-03-12T17:00Z")
NIGHT = date(2026, 11, 10)
KEEP = 25


@pytest.fixture
def old(house):
    """A message of March 2024, in flight."""
    house.decider.execute("select crm.ensure_message_partitions('2024-03-01', 1)")
    person = house.person()
    house.admin.execute(
        "insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,"
        " global_arm, campaign_arm, variant, is_reachable, send_after, not_after, window_on, as_of, code_version)"
        " values ('win_back', %s, 'mail', %s, %s, 'live', 'send', true, 'treatment', 'treatment', 'plain', true, %s, %s, %s, %s, 'test')",
        [OLD, person, person, DUE, DUE + timedelta(hours=3), OLD, OLD],
    )
    plan = house.planned(
        person,
        decision_id=house.one("select decision_id from crm.decision"),
        occurrence_on=OLD,
        window_on=OLD,
        send_after=DUE,
        not_after=DUE + timedelta(hours=3),
    )
    house.insert(plan)
    (message,) = ledger.claim("email", DUE, "me", 10)
    ledger.go_in_flight([message.message_id], "me", DUE)
    yield message.message_id
    for table in ("message", "attempt", "message_endpoint", "message_transition"):
        house.admin.execute(f"drop table if exists crm.{table}_2024_03")


def test_a_settled_month_retires_with_all_that_hangs_on_it(house, old):
    ledger.record([Outcome(old, Verdict.ACCEPTED)], "me", DUE)
    assert desk.retire(NIGHT, KEEP) == {"months": 1, "messages": 1}
    kept = house.admin.execute("select array[message_id::text, state] from crm.retired_message").fetchall()
    assert kept == [[str(old), "accepted"]]
    for gone in ("message", "attempt", "message_transition", "cap_slot"):
        assert house.one(f"select count(*) from crm.{gone} where occurrence_on < '2024-04-01'") == 0
    assert house.one("select to_regclass('crm.message_2024_03')") is None
    assert desk.retire(NIGHT, KEEP) == {}


@pytest.mark.parametrize("doubt", [True, False])
def test_a_month_with_a_message_in_flight_or_in_doubt_stays(house, old, doubt):
    if doubt:
        ledger.record([Outcome(old, Verdict.UNCERTAIN)], "me", DUE)
    assert desk.retire(NIGHT, KEEP) == {"unsettled": 1}
    assert house.state(old) == ("uncertain" if doubt else "in_flight")


def test_a_month_that_is_kept_by_the_policy_stays(house, old):
    ledger.record([Outcome(old, Verdict.ACCEPTED)], "me", DUE)
    assert desk.retire(date(2026, 4, 30), KEEP) == {}
    assert desk.retire(date(2026, 5, 1), KEEP) == {"months": 1, "messages": 1}


def test_nothing_of_a_retired_month_is_planned_again(house, old, act_as):
    """Not even where somebody made room for it by hand."""
    ledger.record([Outcome(old, Verdict.ACCEPTED)], "me", DUE)
    desk.retire(NIGHT, KEEP)
    with pytest.raises(errors.RestrictViolation, match="retired"):
        house.decider.execute("select crm.ensure_message_partitions('2024-03-01', 1)")
    house.admin.execute(
        "create table crm.message_2024_03 partition of crm.message for values from ('2024-03-01') to ('2024-04-01')"
    )
    person = house.one("select person_id from crm.decision")
    plan = house.planned(
        person,
        decision_id=house.one("select decision_id from crm.decision"),
        occurrence_on=OLD,
        window_on=OLD,
        send_after=DUE,
        not_after=DUE + timedelta(hours=3),
    )
    with pytest.raises(errors.RestrictViolation, match="retired"):
        house.insert(plan)


def test_only_an_operator_retires_and_nobody_unretires(house, old, act_as):
    for role in (Role.SENDER, Role.DECIDER, Role.WEBHOOK, Role.TRANSFORMER, Role.LOADER):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("select * from crm.retire_messages('2027-01-01')")
    ledger.record([Outcome(old, Verdict.ACCEPTED)], "me", DUE)
    desk.retire(NIGHT, KEEP)
    for table in ("retired_month", "retired_message"):
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            house.admin.execute(f"delete from crm.{table}")
