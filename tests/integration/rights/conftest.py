"""A warehouse in which one person is planted everywhere, among others who stay."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from tests.integration.rights import planted

from roundtrip import declared, load, people, transform
from roundtrip.secrets_store import secret

NIGHT = date(2026, 11, 10)
MODELS = "+dim_person +rpt_usage_daily +rpt_segment_daily"
MESSAGE = UUID("00000000-0000-4000-8000-000000007781")
CAMPAIGN = """
    insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min,
        audience_max, needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
    values ('planted', 'service', 'live', 'growth', 'test', 'buyers', 'offers', 50, '2026-11-01', 0.1, 1, 1000, false,
        'order_placed', 'revenue', '7 days', 'x', '2026-11-10')
"""
MESSAGE_OF = """
    insert into crm.message (message_id, campaign_id, occurrence_on, step_id, person_id, unit_id, kind, mode, topic, channel, variant,
        decision_id, contact_point_id, address_hash, language, placeholders, window_on, send_after, not_after, state, state_at, sent_at,
        attempts, provider_message_id, as_of, code_version)
    select %(id)s, 'planted', '2026-11-09', 'mail', p.person_id, p.unit_id, 'service', 'live', 'offers', 'email', 'only', 0,
        c.contact_point_id, c.address_hash, 'en', %(placeholders)s, '2026-11-09', '2026-11-09 10:00Z', '2026-11-09 20:00Z', 'accepted',
        '2026-11-09 10:00Z', '2026-11-09 10:00Z', 1, %(provider)s, '2026-11-09', 'test'
    from crm.contact_point c join crm.person p using (person_id)
    where c.address_hash = %(hash)s
"""


class House:
    """The warehouse, its landing, and a superuser who looks around."""

    def __init__(self, url: str, home: Path) -> None:
        self.db = psycopg.connect(url, autocommit=True)
        self.landing = home / "landing"
        self.home = home

    def rows(self, query: str, *values: Any) -> list[Any]:
        return self.db.execute(query, values or None).fetchall()

    def night(self, as_of: date = NIGHT) -> dict[str, int]:
        """Loads, identifies and builds what the test looks at; the loader's counts."""
        counts = load.load_night(as_of).counts
        people.identify(as_of)
        transform.build(as_of, MODELS)
        return counts

    def person(self, user: str = planted.USER) -> int:
        (row,) = self.rows("select person_id from crm.identifier where kind = 'user_id' and value = %s", user)
        return int(row[0])

    def hits(self) -> list[str]:
        """Every table and file in which a word or an address's hash of the planted person stands."""
        words = [*planted.WORDS, *(address_hash(planted.EMAIL.lower()), address_hash(planted.TOKEN))]
        words.append(address_hash(planted.PHONE.replace(" ", "")))
        return [*self._tables_with(words), *self._files_with(words)]

    def _tables_with(self, words: list[str]) -> Iterator[str]:
        tables = self.rows(
            "select c.oid::regclass::text, array_agg(a.attname::text) filter (where a.atttypid = 'bytea'::regtype)"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
            " where c.relkind = 'r' and c.relnamespace::regnamespace::text !~ '^pg_|information_schema' group by c.oid"
        )
        for table, bytes_columns in tables:
            written = [sql.SQL("r::text")]
            written += [
                sql.SQL("coalesce(encode({}, 'escape'), '')").format(sql.Identifier(b)) for b in bytes_columns or []
            ]
            query = sql.SQL("select count(*) from {} r where lower({}) like any (%s)").format(
                sql.SQL(table), sql.SQL(" || ' ' || ").join(written)
            )
            found = self.db.execute(query, [[f"%{word}%" for word in words]]).fetchone()
            if found and found[0]:
                yield f"{table}: {found[0]}"

    def _files_with(self, words: list[str]) -> Iterator[str]:
        for path in self.home.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
                if any(word.encode() in content.lower() for word in words):
                    yield str(path.relative_to(self.home))

    def published(self) -> dict[str, list[Any]]:
        """What was counted, and by what says nothing of who somebody is: an age of nobody known is no age band."""
        told_by = {
            "rpt_usage_daily": "dimension in ('total', 'platform', 'os_version', 'app_version', 'country')",
            "rpt_segment_daily": "true",
        }
        counted = "select to_jsonb(r) - 'as_of' - 'data_through_at' from results.{} r where {} order by 1"
        return {name: self.rows(counted.format(name, which)) for name, which in told_by.items()}


def address_hash(address: str) -> str:
    return hmac.new(secret("pii_key"), address.encode(), hashlib.sha256).hexdigest()


@pytest.fixture(scope="module")
def house(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_HOME", str(home))
        patch.setenv("ROUNDTRIP_LANDING", str(home / "landing"))
        patch.setenv("ROUNDTRIP_REPORTS", str(home / "reports"))
        house = House(module_database, home)
        _plant(house)
        yield house
        house.db.close()


def _plant(house: House) -> None:
    others = [planted.everywhere(f"plain-user-{number}", number) for number in (1001, 1002)]
    others[0]["installs"][0]["af_referrer_customer_id"] = planted.USER
    others[1]["app_events"][0]["properties"] = {"invited_by": planted.USER}
    planted.land(house.landing, 1, [planted.everywhere(), *others], declared.feeds())
    bad = [
        {"event_id": "bad-1", "event": "x", "occurred_at": "yesterday", "user_id": planted.USER},
        {"event_id": "bad-2", "event": "x", "occurred_at": "yesterday", "note": f"mail {planted.EMAIL}"},
        {"event_id": "bad-3", "event": "x", "occurred_at": "yesterday", "user_id": "plain-user-1001"},
    ]
    lines = [json.dumps(row) for row in bad] + [f"not json at all: {planted.PHONE}"]
    (house.landing / "app_events" / "002.ndjson").write_text("\n".join(lines) + "\n")
    house.night()
    house.rows("select crm.ensure_message_partitions('2026-11-01', 2)")
    house.db.execute(
        "set session_replication_role = replica"
    )  # past the guards: only what the ledger holds matters here
    house.db.execute(CAMPAIGN)
    mine = {"id": MESSAGE, "provider": "zqx-provider-id", "placeholders": Jsonb({"first_name": "zqxadalina"})}
    house.db.execute(MESSAGE_OF, mine | {"hash": address_hash(planted.EMAIL.lower())})
    other = {"id": UUID(int=1001), "provider": "plain-provider-id", "placeholders": Jsonb({"first_name": "plain"})}
    house.db.execute(MESSAGE_OF, other | {"hash": address_hash("plain1001@example.com")})
    house.db.execute(
        "insert into crm.attempt (message_id, occurrence_on, number, contact_point_id, finished_at, outcome, provider_message_id, error)"
        " select message_id, occurrence_on, 1, contact_point_id, now(), 'accepted', 'zqx-provider-id',"
        " 'said about zqx.planted@zqxmail.example' from crm.message where message_id = %s",
        [MESSAGE],
    )
    for user, said in ((planted.USER, "Hello zqxadalina"), ("plain-user-1001", "Hello plain")):
        house.db.execute(
            "insert into crm.inbox (message_id, occurrence_on, user_id, channel, payload, placed_at, valid_until)"
            " values (gen_random_uuid(), '2026-11-09', %s, 'feed', %s, '2026-11-09', '2026-12-09')",
            [user, Jsonb({"title": said})],
        )
        house.db.execute("insert into crm.webhook_body (provider, body, sent_by) values ('inbox', '[]', %s)", [user])
    house.db.execute("set session_replication_role = origin")
    house.db.execute(
        "insert into crm.run (as_of, step, code_version, status, error) values (%s, 'x', 'x', 'failed', %s)",
        [NIGHT, f"Key (user_id)=({planted.USER}) exists"],
    )


NEXT = NIGHT + timedelta(days=1)
