"""A small ledger to attack: people, two campaigns, and messages planned by the decider's own means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import scalar_row

from roundtrip.db import Role

ON = date(2026, 11, 10)
DUE = datetime(2026, 11, 10, 17, tzinfo=UTC)
NOT_AFTER = datetime(2026, 11, 10, 20, tzinfo=UTC)
NOW = DUE + timedelta(minutes=5)

CAMPAIGN = """
    insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min,
        audience_max, needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
    values (%(id)s, %(kind)s, %(mode)s, 'growth', 'test', 'buyers', 'offers', 50, '2026-11-01', 0.1, 1, 1000,
        %(needs_approval)s, 'order_placed', 'revenue', '7 days', 'x', '2026-11-10')
"""
MESSAGE = {
    "occurrence_on": ON,
    "occurrence_id": "",
    "step_id": "mail",
    "kind": "marketing",
    "mode": "live",
    "topic": "offers",
    "channel": "email",
    "variant": "plain",
    "language": "en",
    "window_on": ON,
    "send_after": DUE,
    "not_after": NOT_AFTER,
    "state_at": DUE,
    "as_of": ON,
    "code_version": "test",
}
DECIDED = ("occurrence_on", "mode", "send_after", "not_after", "window_on")
"""What of a message is its decision's."""


class House:
    """Arranges by SQL. `admin` is the superuser; what the decider would do is done as the decider."""

    def __init__(self, act_as: Callable[[Role | None], psycopg.Connection[Any]]) -> None:
        self.admin = act_as(None)
        self.decider = act_as(Role.DECIDER)
        for db in (self.admin, self.decider):
            db.row_factory = scalar_row
        self.decider.execute("select crm.ensure_message_partitions('2026-11-01', 2)")
        self.admin.execute(
            "insert into crm.cap (cap_id, days, most) values ('marketing_day', 1, 1), ('marketing_week', 7, 3)"
        )
        self.campaign("win_back")

    def one(self, sql: str, *values: Any) -> Any:
        return self.admin.execute(sql, values).fetchone()

    def campaign(
        self,
        name: str,
        *,
        kind: str = "marketing",
        mode: str = "live",
        needs_approval: bool = False,
        channel: str = "email",
    ) -> None:
        self.admin.execute(CAMPAIGN, {"id": name, "kind": kind, "mode": mode, "needs_approval": needs_approval})
        self.admin.execute(
            "insert into crm.campaign_step (campaign_id, step_id, position, channel) values (%s, 'mail', 1, %s)",
            [name, channel],
        )

    def person(
        self,
        *,
        global_arm: str = "treatment",
        campaign_arm: str = "treatment",
        email: str | None = None,
        has_consent: bool = True,
    ) -> int:
        person: int = self.one(
            "insert into crm.person (unit_id, known_as_of) values (0, '2026-11-01') returning person_id"
        )
        self.admin.execute("update crm.person set unit_id = person_id where person_id = %s", [person])
        address = email or f"hash-{person}"
        self.admin.execute(
            "insert into crm.address values (%s, 'email', %s) on conflict do nothing",
            [address, f"{address}@example.com"],
        )
        self.admin.execute(
            "insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of) values (%s, 'email', %s, '2026-11-01', '2026-11-01')",
            [person, address],
        )
        self.assign("global", person, global_arm)
        self.assign("campaign:win_back", person, campaign_arm)
        self.consent(person, has_consent, "2026-11-01")
        return person

    def assign(self, experiment: str, person: int, arm: str) -> None:
        self.admin.execute(
            "insert into crm.assignment (experiment, unit_id, arm, from_as_of) values (%s, %s, %s, '2026-11-01')",
            [experiment, person, arm],
        )

    def consent(self, person: int, is_granted: bool, at: str) -> None:
        self.admin.execute(
            "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
            " values (%s, 'email', 'offers', %s, %s, 'test', '2026-11-01')",
            [person, is_granted, at],
        )

    def decision(
        self,
        person: int,
        campaign: str = "win_back",
        *,
        reason: str = "send",
        occurrence_on: date = ON,
        mode: str = "live",
        send_after: datetime = DUE,
        not_after: datetime = NOT_AFTER,
        window_on: date = ON,
    ) -> int:
        arms = {"global_control": ("control", "treatment"), "holdout": ("treatment", "holdout")}.get(
            reason, ("treatment", "treatment")
        )
        decision: int = self.one(
            "insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,"
            " global_arm, campaign_arm, variant, is_reachable, send_after, not_after, window_on, as_of, code_version)"
            " values (%s, %s, 'mail', %s, %s, %s, %s, true, %s, %s, 'plain', true, %s, %s, %s, %s, 'test')"
            " on conflict do nothing returning decision_id",
            campaign,
            occurrence_on,
            person,
            person,
            mode,
            reason,
            *arms,
            send_after,
            not_after,
            window_on,
            ON,
        )
        return decision

    def planned(self, person: int, campaign: str = "win_back", **changes: Any) -> dict[str, Any]:
        """A message's columns as an honest planner fills them in."""
        arm = "select assignment_id from crm.assignment where experiment = %s and unit_id = %s"
        return {
            **MESSAGE,
            "campaign_id": campaign,
            "person_id": person,
            "unit_id": person,
            "contact_point_id": self.one("select contact_point_id from crm.contact_point where person_id = %s", person),
            "address_hash": self.one("select address_hash from crm.contact_point where person_id = %s", person),
            "global_assignment_id": self.one(arm, "global", person),
            "global_arm": "treatment",
            "campaign_assignment_id": self.one(arm, f"campaign:{campaign}", person),
            "campaign_arm": "treatment",
            **changes,
        }

    def insert(self, message: dict[str, Any], db: psycopg.Connection[Any] | None = None) -> UUID:
        names, marks = ", ".join(message), ", ".join(f"%({name})s" for name in message)
        made = (db or self.decider).execute(
            f"insert into crm.message ({names}) values ({marks}) returning message_id", message
        )
        found = made.fetchone()
        return found if isinstance(found, UUID) else found[0]

    def message(self, person: int | None = None, campaign: str = "win_back", **changes: Any) -> UUID:
        """A decision to send and its message."""
        who = person or self.person()
        decided = {name: value for name, value in changes.items() if name in DECIDED}
        return self.insert(self.planned(who, campaign, decision_id=self.decision(who, campaign, **decided), **changes))

    def state(self, message: UUID) -> str:
        return str(self.one("select state from crm.message where message_id = %s", message))

    def reason(self, message: UUID) -> str | None:
        return self.one("select state_reason from crm.message where message_id = %s", message)  # type: ignore[no-any-return]

    def slots(self, message: UUID) -> int:
        return int(self.one("select count(*) from crm.cap_slot where message_id = %s", message))

    def lapse_leases(self) -> None:
        """As if minutes had gone by: past every guard, as only time itself can."""
        with self.admin.transaction():
            self.admin.execute("set local session_replication_role = replica")
            self.admin.execute(
                "update crm.message set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null"
            )
            self.admin.execute("update crm.lease set lease_until = clock_timestamp() - interval '1 second'")


@pytest.fixture
def database(emptied_database: str) -> str:
    return emptied_database


@pytest.fixture
def house(act_as: Callable[[Role | None], psycopg.Connection[Any]]) -> House:
    return House(act_as)
