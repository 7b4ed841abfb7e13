"""Tables follow their contracts; addresses stay out of them."""

from __future__ import annotations

import hashlib
import hmac
import json

import psycopg
import pytest
from tests.integration.load.conftest import EVENTS

from roundtrip.db import Role
from roundtrip.load import ContractDrift, ensure_tables, feeds
from roundtrip.secrets_store import secret

PROFILES = """
feed: profiles
files: profiles/*.ndjson
format: ndjson
mode: upsert
key: [user_id]
event_time: updated_at
freshness: 8 days
minimum_rows: 0
unknown_columns: keep
side: app
needed_for: tests
columns:
  user_id: {type: text, required: true, identifies: user_id}
  email: {type: email}
  updated_at: {type: timestamp, required: true}
"""


def profile(user: str, email: str | None) -> str:
    return json.dumps({"user_id": user, "email": email, "updated_at": "2026-11-09T10:00:00Z"}) + "\n"


def test_every_contract_of_the_product_makes_its_table(database, look):
    ensure_tables()
    ensure_tables()
    for feed in feeds():
        assert look(f"select count(*) from raw.{feed.name}") == [0]


def test_the_columns_are_those_the_other_rooms_were_promised(contracts, look):
    contracts(profiles=PROFILES)
    ensure_tables()
    columns = "select column_name, data_type from information_schema.columns where table_schema = 'raw' and table_name = 'profiles' order by ordinal_position"
    assert look(columns) == [
        ("user_id", "text"),
        ("email_hash", "text"),
        ("updated_at", "timestamp with time zone"),
        ("extra", "jsonb"),
        ("content_hash", "text"),
        ("batch_id", "bigint"),
        ("line", "bigint"),
        ("known_as_of", "date"),
        ("loaded_at", "timestamp with time zone"),
    ]


def test_a_column_the_contract_gains_is_added(contracts, land, load, look):
    land("events/a.ndjson", '{"event_id": "1", "occurred_at": "2026-11-09T10:00:00Z"}\n')
    load("events")
    contracts(events=EVENTS + "  shade: {type: text}\n")
    land("events/b.ndjson", '{"event_id": "2", "occurred_at": "2026-11-09T10:00:00Z", "shade": "red"}\n')
    load("events")
    assert look("select event_id, shade from raw.events order by 1") == [("1", None), ("2", "red")]


def test_a_column_that_changes_its_type_is_refused_with_a_remedy(contracts):
    ensure_tables()
    contracts(events=EVENTS.replace("kind:        {type: text, one_of: [open, close]}", "kind: {type: integer}"))
    with pytest.raises(
        ContractDrift, match=r"events\.yml: columns\.kind: the table has text, the contract says bigint"
    ):
        ensure_tables()


def test_a_wider_key_is_a_new_promise_and_a_narrower_one_must_hold_for_what_is_there(contracts, land, load):
    wide = EVENTS.replace("key: [event_id]", "key: [event_id, occurred_at]")
    ensure_tables()
    contracts(events=wide)
    land(
        "events/a.ndjson",
        '{"event_id": "1", "occurred_at": "2026-11-09T10:00:00Z"}\n{"event_id": "1", "occurred_at": "2026-11-09T11:00:00Z"}\n',
    )
    assert load("events").loaded == 2
    contracts(events=EVENTS)
    with pytest.raises(ContractDrift, match=r"events\.yml: key: rows loaded before repeat event_id"):
        ensure_tables()


def test_the_database_itself_refuses_a_row_twice(land, load, act_as):
    land("events/a.ndjson", '{"event_id": "1", "occurred_at": "2026-11-09T10:00:00Z"}\n')
    load("events")
    with pytest.raises(psycopg.errors.UniqueViolation):
        act_as(Role.LOADER).execute("insert into raw.events select * from raw.events")


def test_an_address_goes_to_crm_and_only_its_keyed_hash_to_raw(contracts, land, load, look):
    contracts(profiles=PROFILES)
    land(
        "profiles/a.ndjson", profile("u1", " Ada@Example.com ") + profile("u2", "ada@example.com") + profile("u3", None)
    )
    load("profiles")
    expected = hmac.new(secret("pii_key"), b"ada@example.com", hashlib.sha256).hexdigest()
    assert look("select email_hash from raw.profiles order by line") == [expected, expected, None]
    assert look("select address_hash, kind, address from crm.address") == [(expected, "email", "ada@example.com")]
    assert not [row for row in look("select profiles::text from raw.profiles") if "example" in row.lower()]


def test_no_hash_in_raw_can_be_guessed_without_the_key(contracts, land, load, look, monkeypatch):
    """Two installations with different keys share no hash, though the address is the only difference between two rows."""
    contracts(profiles=PROFILES)
    land("profiles/a.ndjson", profile("u1", "ada@example.com"))
    load("profiles")
    monkeypatch.setenv("ROUNDTRIP_PII_KEY", "another key, long enough")
    land("profiles/b.ndjson", profile("u1", "ada@example.com") + "\n")
    load("profiles")
    assert look("select count(distinct email_hash), count(distinct content_hash) from raw.profiles") == [(2, 2)]


@pytest.mark.parametrize("bad", ["ada", "a@b@c.de", "ada@example.com\r\nBcc: x@y.z", "", 5, "x" * 65 + "@example.com"])
def test_what_is_no_address_is_quarantined(contracts, land, load, quarantined, bad):
    contracts(profiles=PROFILES)
    land("profiles/a.ndjson", profile("u1", bad))
    load("profiles")
    assert [(row.reason, row.field) for row in quarantined()] == [("not an e-mail address", "email")]


def test_the_transformer_reads_the_tables_and_the_public_does_not(contracts, act_as):
    ensure_tables()
    assert act_as(Role.TRANSFORMER).execute("select count(*) from raw.events").fetchall() == [(0,)]
    for role in (Role.BI_READER, Role.WEBHOOK, Role.SENDER):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            act_as(role).execute("select * from raw.events")
