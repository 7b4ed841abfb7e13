"""Several workers at once, each with a connection of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from roundtrip import ledger
from roundtrip.db import Role, engine
from roundtrip.db.engine import OF_A_SENDER, dispose_engines
from roundtrip.db.sql_file import statement
from roundtrip.db.uuids import as_array
from roundtrip.domain.message import Outcome, Verdict

from .conftest import NOW, ON

WORKERS = 4


def together(act):
    """`act(worker)` by all workers at the same moment; their answers in the workers' order."""
    start = Barrier(WORKERS)

    def run(number: int):
        start.wait(timeout=10)
        return act(f"worker-{number}")

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_workers_claim_disjoint_sets_and_leave_nothing(house):
    planned = {house.message() for _ in range(40)}
    taken = together(lambda owner: [m.message_id for _ in range(4) for m in ledger.claim("email", NOW, owner, 5)])
    every: Counter[UUID] = Counter(message for worker in taken for message in worker)
    assert set(every) == planned
    assert set(every.values()) == {1}


@pytest.fixture
def impatient_server(monkeypatch):
    """Connections of a sender that stand still in a transaction are ended after 300 ms."""
    monkeypatch.setitem(OF_A_SENDER, "idle_in_transaction_session_timeout", "300ms")
    dispose_engines()
    yield
    dispose_engines()


def test_a_worker_that_stands_still_between_two_statements_keeps_nobody_waiting(house, impatient_server):
    """A stopped machine: its connection is open, its transaction too, and with it the lock of somebody who moves."""
    message = house.message()
    ledger.claim("email", NOW, "frozen", 1)
    frozen = engine(Role.SENDER).connect()
    assert _went(frozen, message, "frozen") == [message]
    house.admin.execute("set lock_timeout = '10s'")
    house.admin.execute("update crm.person set unit_id = unit_id + 1")
    with pytest.raises(InternalError, match="idle-in-transaction"):
        frozen.execute(text("select 1"))
    frozen.close()
    assert house.one("select state from crm.message") == "claimed"  # as after a crash: the lease runs out


def test_a_message_that_no_cap_binds_waits_for_nobody(house):
    """Else two workers with a receipt and an offer for each other's people would wait in a circle."""
    house.campaign("receipt", kind="transactional")
    person = house.person()
    offer = house.message(person)
    ledger.claim("email", NOW, "offers", 1)
    unbound = {"kind": "transactional", "global_assignment_id": None, "campaign_assignment_id": None}
    receipt = house.message(person, "receipt", **unbound)
    ledger.claim("email", NOW, "receipts", 1)
    with engine(Role.SENDER).begin() as first, engine(Role.SENDER).begin() as second:
        assert _went(first, offer, "offers") == [offer]
        second.execute(text("set local lock_timeout = '2s'"))
        assert _went(second, receipt, "receipts") == [receipt]


def _went(db, message, owner):
    facts = {"ids": as_array([message]), "owner": owner, "now": NOW}
    return db.execute(statement(ledger.__file__, "go_in_flight"), facts).scalars().all()


def test_a_second_worker_passes_by_what_another_is_claiming(house):
    """Not even while the first has not committed yet does the second wait, or see the same rows."""
    planned = {house.message() for _ in range(6)}
    facts = {
        "channel": "email",
        "now": NOW,
        "owner": "slow",
        "limit": 4,
        "lease": timedelta(minutes=5),
        "definitions": "{}",
    }
    with engine(Role.SENDER).begin() as slow:
        held = {row.message_id for row in slow.execute(statement(ledger.__file__, "claim"), facts)}
        rest = {message.message_id for message in ledger.claim("email", NOW, "quick", 10)}
    assert (len(held), len(rest)) == (4, 2)
    assert held | rest == planned


def test_one_place_one_message_however_many_workers_want_it(house):
    """A day's one place: a person has a message in each of four campaigns, each claimed by a worker of its own."""
    person = house.person()
    for name in ("b", "c", "d"):
        house.campaign(name)
        house.assign(f"campaign:{name}", person, "treatment")
    held = {}
    for number, name in enumerate(("win_back", "b", "c", "d")):
        house.message(person, name)
        held[f"worker-{number}"] = [m.message_id for m in ledger.claim("email", NOW, f"worker-{number}", 10)]
    went = together(lambda owner: ledger.go_in_flight(held[owner], owner, NOW))
    assert sorted(len(ids) for ids in went) == [0, 0, 0, 1]
    states = dict(house.admin.execute("select array[state, count(*)::text] from crm.message group by state").fetchall())
    assert states == {"in_flight": "1", "suppressed": "3"}
    assert house.one("select array_agg(distinct state_reason) from crm.message where state = 'suppressed'") == [
        "capped"
    ]
    assert house.one("select count(*) from crm.cap_slot where cap_id = 'marketing_day'") == 1


def test_workers_that_want_places_of_the_same_people_do_not_wait_in_a_circle(house):
    """All places of a wider cap are given out: who waited for another takes the next number."""
    house.admin.execute("update crm.cap set most = 3")
    people = [house.person() for _ in range(12)]
    held = {}
    for number, name in enumerate(("win_back", "b", "c", "d")):
        if name != "win_back":
            house.campaign(name)
        for person in people if number % 2 else reversed(people):
            if name != "win_back":
                house.assign(f"campaign:{name}", person, "treatment")
            house.message(person, name)
        held[f"worker-{number}"] = [m.message_id for m in ledger.claim("email", NOW, f"worker-{number}", 100)]
    went = together(lambda owner: ledger.go_in_flight(held[owner], owner, NOW))
    assert sum(len(ids) for ids in went) == 3 * len(people)
    assert house.one("select count(*) from crm.message where state_reason = 'capped'") == len(people)


def test_a_worker_that_lost_its_lease_to_another_cannot_go(house):
    message = house.message()
    ledger.claim("email", NOW, "slow", 10)
    house.lapse_leases()
    ledger.reap(NOW)
    ledger.claim("email", NOW, "quick", 10)
    went = together(lambda worker: ledger.go_in_flight([message], "quick" if worker == "worker-0" else "slow", NOW))
    assert went == [{message}, set(), set(), set()]
    assert house.one("select count(*) from crm.attempt") == 1


def test_one_batch_may_hold_two_messages_of_a_person(house):
    """Within a batch the caps count, too, and a message without all its places takes none."""
    person = house.person()
    house.campaign("b")
    house.assign("campaign:b", person, "treatment")
    batch = [house.message(person), house.message(person, "b")]
    ledger.claim("email", NOW, "me", 10)
    went = ledger.go_in_flight(batch, "me", NOW)
    assert len(went) == 1
    assert house.one("select count(*) from crm.cap_slot") == 2


def test_the_week_begins_on_monday(house):
    """Three a week: the fourth waits in vain until Sunday, and goes on Monday."""
    house.admin.execute("update crm.cap set most = 7 where cap_id = 'marketing_day'")
    person = house.person()
    monday = ON - timedelta(days=1)
    went = []
    for number, day in enumerate([0, 1, 5, 6, 7]):  # Monday, Tuesday, Saturday, Sunday, Monday
        name = f"campaign_{number}"
        house.campaign(name)
        house.assign(f"campaign:{name}", person, "treatment")
        on, shift = monday + timedelta(days=day), timedelta(days=day - 1)
        times = {
            name: value + shift for name, value in {"send_after": NOW, "not_after": NOW + timedelta(hours=1)}.items()
        }
        message = house.message(person, name, window_on=on, **times)
        ledger.claim("email", NOW + shift, "me", 10)
        went.append(ledger.go_in_flight([message], "me", NOW + shift) == {message})
    assert went == [True, True, True, False, True]


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.NOT_NOW])
def test_a_place_that_was_given_back_can_be_taken_again(house, verdict):
    person = house.person()
    house.campaign("b")
    house.assign("campaign:b", person, "treatment")
    first = house.message(person)
    ledger.claim("email", NOW, "me", 10)
    ledger.go_in_flight([first], "me", NOW)
    ledger.record([Outcome(first, verdict, retry_after=timedelta(hours=1))], "me", NOW)
    second = house.message(person, "b")
    ledger.claim("email", NOW, "me", 10)
    assert ledger.go_in_flight([second], "me", NOW) == {second}


def test_a_cap_of_another_channel_does_not_bind(house):
    house.admin.execute("insert into crm.cap (cap_id, channel, days, most) values ('push_day', 'push', 1, 1)")
    house.admin.execute("update crm.cap set is_current = false where cap_id = 'marketing_week'")
    message = house.message()
    ledger.claim("email", NOW, "me", 10)
    ledger.go_in_flight([message], "me", NOW)
    assert house.admin.execute("select cap_id from crm.cap_slot").fetchall() == ["marketing_day"]


def test_reapers_and_workers_beside_each_other_lose_nothing(house):
    """Everybody claims, some die at each commit, everybody reaps: in the end each message was sent once at most."""
    planned = [house.message() for _ in range(40)]

    def work(owner: str) -> list[UUID]:
        sent = []
        for turn in range(6):
            ids = [m.message_id for m in ledger.claim("email", NOW, f"{owner}-{turn}", 4)]
            if turn % 3 == 0:
                continue  # died after the claim
            went = ledger.go_in_flight(ids, f"{owner}-{turn}", NOW)
            sent += went
            if turn % 3 == 1:
                ledger.record([Outcome(message, Verdict.ACCEPTED) for message in went], f"{owner}-{turn}", NOW)
            ledger.reap(NOW)
        return sent

    sent = Counter(message for worker in together(work) for message in worker)
    house.lapse_leases()
    ledger.reap(NOW)
    assert max(sent.values()) == 1
    states = {message: house.state(message) for message in planned}
    assert set(states.values()) <= {"planned", "accepted", "uncertain"}
    assert {message for message, state in states.items() if state != "planned"} == set(sent)
