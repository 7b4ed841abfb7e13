"""Every order of planning, claiming, going, answering, dying, opting out, merging, erasing, reporting and reaping, drawn by
Hypothesis and shrunk to the shortest that breaks a promise.

One process and no faults below it: what storms (test_seeds.py) cannot say is which order did it. STEPS= says how many steps
in all; `make chaos` takes ten thousand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from roundtrip import ledger, rights
from roundtrip.db import Role, connect
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict
from roundtrip.feedback import Receiver

from . import world
from .broken import VARIANTS
from .checker import check
from .lane import a_quiet_lane

pytestmark = pytest.mark.slow
STEPS = int(os.environ.get("STEPS") or 200)
STEPS_AN_EXAMPLE = 50
FEW = 1000
WORKERS = ("ada", "bob", "cem")
worker = st.sampled_from(WORKERS)
some = st.integers(0, 10_000)

STILL_TRUE = {
    "an attempt for each flight": """
        select m.message_id from crm.message m left join crm.attempt a using (message_id, occurrence_on)
        group by m.message_id, m.occurrence_on having count(distinct a.number) <> max(m.attempts)
    """,
    "a place under every cap for what may have gone out": """
        select m.message_id from crm.message m join crm.cap c on c.is_current and coalesce(c.channel, m.channel) = m.channel
        left join crm.cap_slot s using (message_id, cap_id)
        where m.kind = 'marketing' and m.state in ('in_flight', 'accepted', 'uncertain', 'presumed_unsent') and s.slot is null
    """,
    "no place for what did not": """
        select m.message_id from crm.message m join crm.cap_slot s using (message_id)
        where m.state in ('planned', 'rejected', 'suppressed', 'expired')
    """,
    "no place beyond the cap, but for what two had got before they turned out to be one": """
        select s.message_id from crm.cap_slot s join crm.cap c using (cap_id)
        where s.slot > c.most and not exists (select from crm.person_merge g where g.into_person_id = s.person_id)
    """,
    "an owner and a lease while held": """
        select message_id from crm.message where (state in ('claimed', 'in_flight')) and (owner is null or lease_until is null)
    """,
    "a decision to send behind every message": """
        select message_id from crm.message m join crm.decision d using (decision_id) where d.reason <> 'send'
    """,
}


class Ledger(RuleBasedStateMachine):
    """Three workers that never die of themselves: a rule that is not drawn is a worker that died there."""

    db: psycopg.Connection[Any]

    def __init__(self) -> None:
        super().__init__()
        self.claimed: dict[str, dict[UUID, ClaimedMessage]] = {name: {} for name in WORKERS}
        self.flying: dict[str, dict[UUID, ClaimedMessage]] = {name: {} for name in WORKERS}
        self.calls: list[dict[str, Any]] = []
        self.told: set[str] = set()
        self.now = world.DUE
        self.planned: set[str] = set()

    @initialize(people=st.integers(2, 8))
    def begin(self, people: int) -> None:
        world.empty(self.db)
        world.people(self.db, people)
        self.plan()
        self.planned = self.ids()

    @rule()
    def plan(self) -> None:
        """The night, for the first time or again."""
        self.db.execute("delete from publish.eligibility")
        world.plan_the_night(self.db)

    @rule(who=worker, channel=st.sampled_from(("email", "push")), limit=st.integers(1, 5))
    def claim(self, who: str, channel: str, limit: int) -> None:
        for message in ledger.claim(channel, self.now, who, limit):
            self.claimed[who][message.message_id] = message

    @rule(who=worker)
    def go(self, who: str) -> None:
        claimed = self.claimed[who]
        may = ledger.go_in_flight(list(claimed), who, self.now)
        went = [claimed.pop(message_id) for message_id in list(claimed) if message_id in may]
        self.flying[who] |= ledger.narrowed(went, who)

    @rule(who=worker, verdict=st.sampled_from(Verdict), is_taken=st.booleans())
    def send_and_record(self, who: str, verdict: Verdict, is_taken: bool) -> None:
        """The provider takes what it accepts, and may take what it does not answer."""
        self.post(who, verdict is Verdict.ACCEPTED or (verdict is Verdict.UNCERTAIN and is_taken), verdict)
        outcomes = [
            Outcome(message_id, verdict, contact_point_id=endpoint.contact_point_id)
            for message_id, message in self.flying[who].items()
            for endpoint in message.endpoints
        ]
        self.flying[who].clear()
        for _ in range(1 + is_taken):  # written down once, or once more
            ledger.record(outcomes, who, self.now)

    @rule(who=worker)
    def send_and_die(self, who: str) -> None:
        self.post(who, True, None)
        self.flying[who].clear()

    @rule()
    def leases_run_out(self) -> None:
        """As if minutes had gone by: past every guard, as only time itself can."""
        with self.db.transaction():
            self.db.execute("set local session_replication_role = replica")
            self.db.execute(
                "update crm.message set lease_until = lease_until - interval '1 hour' where lease_until is not null"
            )
            self.db.execute("update crm.lease set lease_until = lease_until - interval '1 hour'")

    @rule(minutes=st.sampled_from((1, 5, 30)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def reap(self) -> None:
        ledger.reap(self.now)

    @rule(n=some, channel=st.sampled_from(("email", "push")), says_yes=st.booleans())
    def state_consent(self, n: int, channel: str, says_yes: bool) -> None:
        with connect(Role.WEBHOOK, autocommit=True) as db:
            db.execute(
                "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
                " values (%s, %s, '*', %s, %s, 'machine', %s) on conflict do nothing",
                [self.person(n), channel, says_yes, self.now, world.NIGHT],
            )

    @rule(n=some, m=some)
    def merge(self, n: int, m: int) -> None:
        one, other = sorted((self.person(n), self.person(m)))
        merged = self.db.execute("select from crm.person_merge where from_person_id = any (%s)", [[one, other]])
        if one != other and merged.fetchone() is None:
            with connect(Role.LOADER, autocommit=True) as db:
                db.execute(
                    "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, %s)",
                    [other, one, world.NIGHT],
                )

    @rule(n=some)
    def erase(self, n: int) -> None:
        rights.erase(self.person(n), "machine")

    @rule(n=some, kind=st.sampled_from(("delivered", "open", "unsubscribe", "spamreport", "bounce")))
    def event(self, n: int, kind: str) -> None:
        taken = [m["message_id"] for call in self.calls if call["is_taken"] for m in call["messages"]]
        if not taken:
            return
        message_id = taken[n % len(taken)]
        at = int(self.now.timestamp())
        event = {"event": kind, "message_id": message_id, "sg_event_id": f"{kind}{message_id}", "timestamp": at}
        counted = Receiver(FixedClock(self.now), ZoneInfo("Europe/Berlin")).receive("sendgrid", orjson.dumps([event]))
        if counted["recorded"]:
            self.told.add(message_id)

    @rule(is_on=st.booleans())
    def halt(self, is_on: bool) -> None:
        with connect(Role.OPERATOR, autocommit=True) as db:
            if is_on:
                db.execute(
                    "insert into crm.campaign_halt (campaign_id, reason) values ('letter', 'machine') on conflict do nothing"
                )
            else:
                db.execute("update crm.campaign_halt set lifted_at = clock_timestamp() where lifted_at is null")

    @invariant()
    def what_is_always_true(self) -> None:
        for promise, query in STILL_TRUE.items():
            assert self.db.execute(query).fetchall() == [], promise
        assert self.planned <= self.ids()

    def teardown(self) -> None:
        """Everybody died; days go by. Then the checker of the storms has its say."""
        if not self.planned:
            return
        self.leases_run_out()
        ledger.reap(self.now)
        ledger.reap(self.now + timedelta(hours=80))
        broken = check(self.db, self.calls, self.planned, self.told)
        assert broken == []

    def post(self, who: str, is_taken: bool, verdict: Verdict | None) -> None:
        status = {Verdict.NOT_NOW: 429, Verdict.REJECTED: 400, Verdict.ACCEPTED: 200}.get(verdict or Verdict.UNCERTAIN)
        messages = [
            {"message_id": str(message.message_id), "address": endpoint.address}
            for message in self.flying[who].values()
            for endpoint in message.endpoints
        ]
        if messages:
            self.calls.append({"status": status, "is_taken": is_taken, "messages": messages})

    def person(self, n: int) -> int:
        people = [person for (person,) in self.db.execute("select person_id from crm.person order by 1").fetchall()]
        return int(people[n % len(people)])

    def ids(self) -> set[str]:
        return {str(message) for (message,) in self.db.execute("select message_id from crm.message")}


@pytest.fixture(scope="module")
def database() -> Iterator[psycopg.Connection[Any]]:
    with a_quiet_lane() as url, psycopg.connect(url, autocommit=True) as connection:
        yield connection


def play(database: psycopg.Connection[Any], steps: int) -> None:
    """`derandomize`: the same orders every time, so that `make test` is green today as it was yesterday."""
    run_state_machine_as_test(
        type("LedgerOnThisDatabase", (Ledger,), {"db": database}),
        settings=settings(
            max_examples=max(1, steps // STEPS_AN_EXAMPLE),
            stateful_step_count=STEPS_AN_EXAMPLE,
            deadline=None,
            derandomize=steps <= FEW,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_no_order_of_things_breaks_a_promise(database):
    play(database, STEPS)


def test_a_broken_ledger_is_told(database, monkeypatch):
    """The shortest order in which it harms to put back what was in flight; the database's guards are taken off for it."""
    variant = VARIANTS["requeues_what_was_in_flight"]
    monkeypatch.setattr(ledger, "reap", ledger.reap)
    variant.install()
    database.execute(variant.sql)
    machine = type("LedgerOnThisDatabase", (Ledger,), {"db": database})()
    machine.begin(people=4)
    for _ in range(2):
        machine.claim("ada", "email", 5)
        machine.go("ada")
        machine.send_and_die("ada")
        machine.leases_run_out()
        machine.reap()
    with pytest.raises(AssertionError, match="no message is taken twice"):
        machine.teardown()
