"""Each role does its own part only: tries what each may not do."""

from __future__ import annotations

import psycopg
import pytest

from roundtrip.db import Role

FORBIDDEN = [
    (Role.LOADER, "select address from crm.address"),
    (Role.LOADER, "select * from crm.message"),
    (Role.LOADER, "insert into crm.decision (campaign_id) values ('x')"),
    (Role.TRANSFORMER, "select address from crm.address"),
    (Role.TRANSFORMER, "select bytes from raw.quarantine"),
    (Role.TRANSFORMER, "insert into crm.consent (person_id) values (1)"),
    (Role.TRANSFORMER, "update crm.message set state = 'planned'"),
    (Role.DECIDER, "select address from crm.address"),
    (Role.DECIDER, "update crm.message set state = 'claimed'"),
    (Role.DECIDER, "update crm.approval set is_granted = true"),
    (Role.DECIDER, "update crm.assignment set arm = 'treatment'"),
    (Role.DECIDER, "delete from crm.decision"),
    (Role.SENDER, "insert into crm.message (campaign_id) values ('x')"),
    (Role.SENDER, "update crm.message set person_id = 1"),
    (Role.SENDER, "insert into crm.assignment (experiment) values ('x')"),
    (Role.SENDER, "insert into crm.consent (person_id) values (1)"),
    (Role.SENDER, "delete from crm.suppression"),
    (Role.SENDER, "alter table crm.message disable trigger all"),
    (Role.SENDER, "create table crm.mine (i int)"),
    (Role.WEBHOOK, "select address from crm.address"),
    (Role.WEBHOOK, "select * from crm.identifier"),
    (Role.WEBHOOK, "insert into crm.message (campaign_id) values ('x')"),
    (Role.WEBHOOK, "update crm.message set owner = 'me'"),
    (Role.WEBHOOK, "select * from crm.inbox"),
    (Role.SENDER, "update crm.inbox set user_id = 'x'"),
    (Role.SENDER, "delete from crm.inbox"),
    (Role.APP, "select * from crm.message"),
    (Role.APP, "select * from crm.person"),
    (Role.OPERATOR, "select address from crm.address"),
    (Role.OPERATOR, "insert into crm.decision (campaign_id) values ('x')"),
    (Role.BI_READER, "select * from crm.person"),
    (Role.BI_READER, "select * from raw.batch"),
]


@pytest.mark.parametrize(("role", "statement"), FORBIDDEN, ids=[f"{r.name}: {s[:40]}" for r, s in FORBIDDEN])
def test_a_role_does_not_step_outside_its_part(act_as, role, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        act_as(role).execute(statement)


@pytest.mark.parametrize("table", ["assignment", "decision", "consent", "feedback", "webhook_body", "address"])
def test_not_even_the_owner_rewrites_what_happened(act_as, table):
    owner = act_as(Role.OWNER)
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(f"delete from crm.{table}")
