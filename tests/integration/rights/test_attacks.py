"""Erasing is the one exception to append-only: what the eraser may do, and that nobody else may do it."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from roundtrip.db import Role

REFUSED = (errors.InsufficientPrivilege, errors.RestrictViolation)
PEOPLE = """
    insert into crm.person (person_id, unit_id, known_as_of) values (1, 1, '2026-11-10'), (2, 2, '2026-11-10');
    insert into crm.identifier (kind, value, person_id, known_as_of) values ('user_id', 'ada', 1, '2026-11-10'), ('user_id', 'bob', 2, '2026-11-10');
    insert into crm.address (address_hash, kind, address) values ('h1', 'email', 'ada@example.com'), ('h2', 'email', 'bob@example.com'),
        ('h3', 'email', 'family@example.com');
    insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of) values (1, 'email', 'h1', now(), '2026-11-10'),
        (2, 'email', 'h2', now(), '2026-11-10'), (1, 'email', 'h3', now(), '2026-11-10'), (2, 'email', 'h3', now(), '2026-11-10');
    insert into crm.suppression (address_hash, channel, reason, effective_at, source, known_as_of)
    values ('h2', 'email', 'bounced', now(), 'test', '2026-11-10');
    insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
    values (1, 'email', 'offers', false, now(), 'form', '2026-11-10');
"""


@pytest.fixture
def database(emptied_database):
    return emptied_database


@pytest.fixture
def asked(act_as):
    """Two people; the erasure of the first was asked for. Its request."""
    act_as(None).execute(PEOPLE)
    filed = act_as(Role.OPERATOR).execute(
        "insert into crm.privacy_request (kind, person_id, requested_by) values ('erase', 1, 'test') returning privacy_request_id"
    )
    return filed.fetchone()[0]


@pytest.fixture
def under_way(act_as, asked):
    eraser = act_as(Role.ERASER)
    eraser.execute("select crm.begin_erasure(%s)", [asked])
    return eraser


OWN = [
    "update crm.identifier set value = 'x' where person_id = {}",
    "update crm.contact_point set address_hash = 'x', is_active = false, disabled_reason = 'erased' where address_hash = 'h{}'",
    "delete from crm.address where address_hash = 'h{}'",
]


@pytest.mark.parametrize("statement", OWN)
def test_the_eraser_reaches_the_person_whose_erasure_is_under_way(under_way, statement):
    assert under_way.execute(statement.format(1)).rowcount == 1


@pytest.mark.parametrize(
    "statement", [*OWN, "update crm.suppression set address_hash = 'x' where address_hash = 'h{}'"]
)
def test_and_nobody_else(under_way, statement):
    with pytest.raises(errors.RestrictViolation, match="those whose erasure is under way"):
        under_way.execute(statement.format(2))


@pytest.mark.parametrize("statement", OWN)
def test_nor_the_person_before_it_began(act_as, asked, statement):
    with pytest.raises(errors.RestrictViolation):
        act_as(Role.ERASER).execute(statement.format(1))


def test_an_address_somebody_else_has_is_not_deleted(under_way):
    with pytest.raises(errors.RestrictViolation):
        under_way.execute("delete from crm.address where address_hash = 'h3'")


BEYOND_ITS_PART = [
    "select address from crm.address",
    "delete from crm.contact_point",
    "delete from crm.message",
    "update crm.message set state = 'accepted'",
    "update crm.message set campaign_arm = 'treatment'",
    "update crm.consent set is_granted = true",
    "update crm.decision set reason = 'send'",
    "update crm.identifier set person_id = 2",
    "insert into crm.erased_person values (2, 1)",
    "insert into crm.erasing (privacy_request_id) values (1)",
    "insert into crm.privacy_request (kind, person_id, requested_by) values ('erase', 2, 'me')",
    "delete from crm.tombstone",
    "truncate crm.address",
    "update raw.batch set rows_loaded = 0",
    "delete from raw.quarantine",
]


def test_the_eraser_has_no_other_power(under_way):
    for statement in BEYOND_ITS_PART:
        with pytest.raises(REFUSED):
            under_way.execute(statement)


ITS_PART = [
    "delete from crm.address",
    "update crm.consent set is_granted = true",
    "update crm.suppression set address_hash = 'x'",
    "update crm.privacy_request set kind = 'export'",
    "delete from crm.privacy_step",
    "delete from crm.tombstone",
    "insert into crm.tombstone (kind, value_hash) values ('user_id', 'x')",
    "select * from crm.erasing_value",
    "select secret from crm.erasing",
    "select crm.begin_erasure(1)",
    "select crm.end_erasure(1, '{}')",
]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ERASER, Role.OWNER)])
def test_no_other_role_erases_or_undoes(act_as, under_way, role):
    attacker = act_as(role)
    for statement in ITS_PART:
        with pytest.raises(REFUSED):
            attacker.execute(statement)


def test_even_the_superuser_does_not_rewrite_what_happened(act_as, under_way):
    with pytest.raises(errors.RestrictViolation, match="append-only"):
        act_as(None).execute("update crm.consent set is_granted = true")


def test_addresses_are_read_under_an_open_request_and_that_stays_on_record(act_as, asked):
    operator = act_as(Role.OPERATOR)
    found = operator.execute("select address from crm.addresses_of(%s) order by 1", [asked]).fetchall()
    assert found == [("ada@example.com",), ("family@example.com",)]
    assert operator.execute("select step from crm.privacy_step").fetchall() == [("addresses read",)]
    with pytest.raises(errors.InsufficientPrivilege):
        operator.execute("select address from crm.addresses_of(4711)")
    with pytest.raises(errors.InsufficientPrivilege):
        operator.execute("select address from crm.address")


def test_a_request_for_an_export_erases_nobody(act_as, asked):
    filed = act_as(Role.OPERATOR).execute(
        "insert into crm.privacy_request (kind, person_id, requested_by) values ('export', 2, 'test') returning privacy_request_id"
    )
    with pytest.raises(psycopg.Error, match="nobody asked"):
        act_as(Role.ERASER).execute("select crm.begin_erasure(%s)", [filed.fetchone()[0]])
