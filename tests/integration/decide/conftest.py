"""A project of a test's own (policy, campaigns, a segment) and what dbt would have built for it, arranged by SQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import scalar_row

from roundtrip import decide, settings
from roundtrip.db import Role
from roundtrip.db.engine import dispose_engines

NIGHT = date(2026, 11, 10)  # a Tuesday

CAMPAIGN = """
id: {id}
kind: {kind}
mode: {mode}
owner: growth
goal: test
segment: buyers
schedule: {{days: {days}, at: "{at}", timezone: {timezone}}}
starts_on: 2026-11-01
again_after: never
holdout: {holdout}
audience: {audience}
priority: 50
approval: {approval}
topic: offers
success: {{event: order_placed, value: revenue, within: 7 days}}
steps:
{steps}
"""
STEP = """
  - id: {id}
    send: email
    variants:
      plain: {{subject: {{en: "Hello {{{{ first_name | default('you') }}}}"}}, template: plain}}
      offer: {{subject: {{en: "{{{{ orders }}}} orders"}}, template: plain}}
"""
UNTESTED_STEP = """
  - id: mail
    send: email
    subject: {en: "Hello"}
    template: plain
"""
TEMPLATE = "{{ country }} {{ unsubscribe_url }}"
DEFAULTS = {
    "kind": "marketing",
    "mode": "live",
    "at": "18:00",
    "days": "daily",
    "timezone": "recipient",
    "holdout": "10%",
    "audience": "{min: 1, max: 50000}",
    "approval": "none",
}

WAREHOUSE = """
    create schema publish; create schema segments; create schema marts;
    grant usage on schema publish, segments, marts to roundtrip_decider;
    create table publish.eligibility (
        campaign_id text, occurrence_on date, occurrence_id text default '', step_id text default 'mail', channel text default 'email',
        kind text default 'marketing', topic text default 'offers', priority integer default 50, person_id bigint, unit_id bigint,
        contact_point_id bigint, address_hash text, platform text, language text, country text, timezone text,
        mode text default 'live', segment text default 'buyers',
        in_segment boolean default true, has_consent boolean default true, is_reachable boolean default true,
        is_suppressed boolean default false, is_already_received boolean default false, is_recent boolean default false,
        is_capped boolean default false, is_lower_priority boolean default false, is_fresh boolean default true,
        has_converted boolean default false, is_paused boolean default false, has_content boolean default true,
        is_eligible boolean default true
    );
    create table segments.seg_buyers (person_id bigint primary key, orders integer, secret text default 'not for templates');
    create table marts.dim_person (person_id bigint primary key, first_name text, language text, country text, timezone text);
    grant select on all tables in schema publish, segments, marts to roundtrip_decider;
"""


class Project:
    """Files and facts. `folder` is the project; `admin` the superuser who arranges."""

    def __init__(self, folder: Path, admin: psycopg.Connection[Any]) -> None:
        self.folder = folder
        self.admin = admin
        (folder / "include" / "campaigns").mkdir(parents=True)
        (folder / "include" / "templates").mkdir()
        (folder / "dbt" / "models" / "segments").mkdir(parents=True)
        shutil.copy(settings.PROJECT / "include" / "policy.yml", folder / "include")
        for name in ("plain.en.mjml", "plain.en.txt"):
            (folder / "include" / "templates" / name).write_text(TEMPLATE)
        segment = folder / "dbt" / "models" / "segments" / "seg_buyers.sql"
        segment.write_text("select 1")
        segment.with_suffix(".yml").write_text(
            "models: [{name: seg_buyers, columns: [{name: person_id}, {name: orders}]}]"
        )
        admin.execute(WAREHOUSE)

    def campaign(
        self, id: str = "win_back", *, file: str | None = None, steps: tuple[str, ...] = ("mail",), **changes: str
    ) -> Path:
        """Writes the file. A step is an id, for an e-mail with two variants, or YAML."""
        path = self.folder / "include" / "campaigns" / f"{file or id}.yml"
        blocks = "".join(step if ":" in step else STEP.format(id=step) for step in steps)
        path.write_text(CAMPAIGN.format(**{**DEFAULTS, "id": id, "steps": blocks, **changes}))
        return path

    def policy(self, old: str, new: str) -> None:
        path = self.folder / "include" / "policy.yml"
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new))

    def one(self, sql: str, *values: Any) -> Any:
        return self.admin.execute(sql, values).fetchone()

    def all(self, sql: str, *values: Any) -> list[Any]:
        return self.admin.execute(sql, values).fetchall()

    def people(
        self, number: int = 1, *, timezone: str = "Europe/Berlin", address: str | None = None, unit: int | None = None
    ) -> list[int]:
        """People with a consent, a mail address, and a row in the segment and in dim_person."""
        people = self.all(
            "with born as (insert into crm.person (unit_id, known_as_of) select 0, '2026-11-01' from generate_series(1, %s) returning person_id),"
            " point as (insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of)"
            "  select person_id, 'email', coalesce(%s, 'hash-' || person_id), '2026-11-01', '2026-11-01' from born),"
            " consent as (insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
            "  select person_id, 'email', 'offers', true, '2026-11-01', 'test', '2026-11-01' from born),"
            " segment as (insert into segments.seg_buyers select person_id, 3 from born),"
            " person as (insert into marts.dim_person select person_id, 'Ada', 'en', 'DE', %s from born)"
            " select person_id from born",
            number,
            address,
            timezone,
        )
        self.admin.execute(
            "update crm.person set unit_id = coalesce(%s, person_id) where person_id = any (%s)", [unit, people]
        )
        self.admin.execute(
            "insert into crm.address select address_hash, 'email', address_hash || '@example.com' from crm.contact_point on conflict do nothing"
        )
        return people

    def eligible(self, people: list[int], campaign: str = "win_back", on: date = NIGHT, **changes: Any) -> None:
        """Rows of publish.eligibility; every test passes unless a change says otherwise."""
        names = "".join(f", {name}" for name in changes)
        marks = "".join(f", %({name})s" for name in changes)
        self.admin.execute(
            f"insert into publish.eligibility (campaign_id, occurrence_on, person_id, unit_id, contact_point_id, address_hash, timezone{names})"
            f" select %(campaign)s, %(on)s, p.person_id, p.unit_id, c.contact_point_id, c.address_hash, d.timezone{marks}"
            f" from crm.person p join crm.contact_point c using (person_id) join marts.dim_person d using (person_id)"
            f" where p.person_id = any (%(people)s)",
            {"campaign": campaign, "on": on, "people": people, **changes},
        )

    def reasons(self) -> dict[int, str]:
        rows = self.all("select array[person_id::text, reason] from crm.decision order by person_id")
        return {int(person): reason for person, reason in rows}


@pytest.fixture
def database(emptied_database: str) -> Iterator[str]:
    yield emptied_database
    dispose_engines()
    with psycopg.connect(emptied_database, autocommit=True) as admin:
        admin.execute("drop schema publish cascade; drop schema segments cascade; drop schema marts cascade")


@pytest.fixture
def project(
    act_as: Callable[[Role | None], psycopg.Connection[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """Treatment for everybody unless a test draws: the global control is 0 % here."""
    admin = act_as(None)
    admin.row_factory = scalar_row
    made = Project(tmp_path / "project", admin)
    made.policy("global_control: 10%", "global_control: 0%")
    monkeypatch.setattr(settings, "PROJECT", made.folder)
    monkeypatch.setenv("ROUNDTRIP_SENDING", "live")
    return made


@pytest.fixture
def night() -> Callable[[date], None]:
    """The deciding part of a night."""

    def run(as_of: date = NIGHT) -> None:
        decide.register(as_of)
        decide.assign(as_of)
        decide.decide(as_of)
        decide.approve(as_of)
        decide.plan(as_of)

    return run
