"""What nobody may do to the evidence and the history of who is who."""

from __future__ import annotations

import psycopg
from tests.integration.people.conftest import event, profile

from roundtrip.db import Role

READERS = (Role.TRANSFORMER, Role.DECIDER, Role.SENDER, Role.WEBHOOK, Role.OPERATOR, Role.BI_READER)
WRITES = (
    "insert into crm.identity_link select identifier_id, identifier_id + 1, 'x', 1, now(), '2026-11-10' from crm.identifier",
    "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (1, 2, '2026-11-10')",
    "insert into crm.person_change (person_id, why, known_as_of) values (1, 'lost', '2026-11-10')",
    "update crm.identifier set person_id = 1",
)
NOBODY = (
    "update crm.identity_link set feed = 'x'",
    "delete from crm.identity_link",
    "truncate crm.identity_link",
    "update crm.person_change set why = 'lost'",
    "delete from crm.person_change",
)
NEVER = (
    "update crm.identifier set person_id = null where kind = 'device_id'",
    "update crm.identifier set standing = 'shared' where kind = 'device_id'",
    "update crm.identifier set standing = 'shared', person_id = null where kind = 'user_id'",
    "insert into crm.identity_link select identifier_id, identifier_id, 'x', 1, now(), '2026-11-10' from crm.identifier",
    "insert into crm.person_change (person_id, why, since, known_as_of) select person_id, 'merged', now(), '2026-11-10' from crm.person",
    "update crm.person set unit_id = 1",
    "delete from crm.identifier",
)


def test_only_the_loader_says_who_is_who_and_nobody_rewrites_it(know, act_as):
    know(profiles=[profile("ada")], app_events=[event(1, "ada", "d")])
    asked = [(role, statement) for role in READERS for statement in WRITES]
    asked += [(role, statement) for role in (Role.LOADER, None) for statement in NOBODY]
    asked += [(Role.LOADER, statement) for statement in NEVER]
    let_through = []
    for role, statement in asked:
        with act_as(role) as db:
            try:
                db.execute(statement)
            except psycopg.Error:
                continue
        let_through.append((role, statement))
    assert let_through == []
