"""A small shop's nights through the real DAGs, with what goes wrong in a real one: reruns, a renamed file, a new step."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.console import Console

from demo.night.terminal import Terminal
from roundtrip import declared, night, settings

pytestmark = pytest.mark.slow
PEOPLE = 1500
SCHEMAS = ["crm", "raw", "marts", "segments", "results"]
LOGS = {"crm.run", "raw.scores", "raw.feed_status"}
"""What says when and how often something was computed, not what is known."""


@pytest.fixture(scope="module")
def stage(airflow_home, module_database, tmp_path_factory) -> Iterator[Any]:
    """The first night's history is written; nothing has run yet."""
    from demo.night.stage import on_stage

    with pytest.MonkeyPatch.context() as patch, psycopg.connect(module_database, autocommit=True) as db:
        patch.setenv("ROUNDTRIP_REPORTS", str(tmp_path_factory.mktemp("reports")))
        patch.setenv("ROUNDTRIP_SENDING", "live")
        db.execute("update crm.installation set kind = 'demo'")
        with on_stage(Terminal(Console(file=io.StringIO())), PEOPLE) as playing:
            playing.simulation.write_history()
            yield playing


@pytest.fixture(scope="module")
def db(stage, module_database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


def contents(db: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Rows and a fingerprint of every table, columns that tell the wall clock's time left out."""
    tables = db.execute(
        "select schemaname || '.' || tablename from pg_tables where schemaname = any(%s) order by 1", [SCHEMAS]
    ).fetchall()
    found = {}
    for (table,) in tables:
        if table not in LOGS:
            found[table] = db.execute(
                f"select count(*), md5(string_agg(row, '' order by row)) from (select md5((to_jsonb(t)"
                f" - array['decided_at', 'loaded_at', 'minted_at', 'built_at'])::text) as row from {table} t)"
            ).fetchone()
    return found


def reached(stage) -> Counter[str]:
    """How often each message got through to a provider: the providers' own books, not ours."""
    taken = [call["messages"] for call in stage.sandbox.received() if call["is_taken"]]
    return Counter(message["message_id"] for messages in taken for message in messages if message["message_id"])


def send_all_day(stage, on: date) -> Counter[str]:
    for hour in (11, 14, 17, 20):
        stage.send(datetime.combine(on, time(hour, 10), UTC))
    return reached(stage)


@contextmanager
def campaigns_edited(folder: Path) -> Iterator[None]:
    """A colleague renames every campaign file and puts a new step before the first."""
    shutil.copytree(settings.load().include / "campaigns", folder)
    for path in list(folder.glob("*.yml")):
        step = "send: push\n    title: {en: Psst}\n    body: {en: Soon}"
        text = path.read_text().replace("steps:\n", f"steps:\n  - id: teaser\n    {step}\n", 1)
        path.unlink()
        (folder / f"renamed_{path.name}").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "campaign_files", lambda _=None: sorted(folder.glob("*.yml")))
        yield


@dataclass
class Played:
    """What was seen on the way."""

    once: dict[str, Any]
    again: dict[str, Any]
    sent: Counter[str]
    sent_after_edit: Counter[str]
    nights: list[date]


@pytest.fixture(scope="module")
def played(stage, db, tmp_path_factory) -> Played:
    """Night, the same night again, its day; with edited campaigns what is decided and its day once more; the next night and day."""
    first = stage.simulation.first_night
    stage.night(first)
    once = contents(db)
    stage.night(first)
    again = contents(db)
    stage.approve(first)
    sent = send_all_day(stage, first)
    with campaigns_edited(tmp_path_factory.mktemp("edited") / "campaigns"):
        for step in ("register", "exits", "assign", "decide", "approve", "plan"):  # the tasks that are cleared then
            night.NIGHT[step](first)
        stage.approve(first)
        sent_after_edit = send_all_day(stage, first)
    stage.reactions.report(first)
    stage.readers.open_the_app(stage.clock.at)
    stage.simulation.write_day(first)
    second = first + timedelta(days=1)
    stage.night(second)
    stage.approve(second)
    send_all_day(stage, second)
    return Played(once, again, sent, sent_after_edit, [first, second])


def test_the_same_night_again_changes_nothing(played):
    assert {table for table in played.once if played.once[table] != played.again[table]} == set()
    assert played.once["crm.decision"][0] > 100
    assert played.once["crm.message"][0] > 50
    filled = ("marts.fct_session", "marts.fct_order", "segments.segment_change", "results.rpt_eligibility_daily")
    assert [table for table in filled if not played.once[table][0]] == []


def test_cleared_tasks_renamed_files_and_a_new_step_send_nothing_twice(played, stage, db):
    new = played.sent_after_edit.keys() - played.sent.keys()
    steps = db.execute("select distinct step_id from crm.message where message_id = any(%s::uuid[])", [list(new)])
    assert {step for (step,) in steps} <= {"teaser"}
    assert len(played.sent) > 50
    assert max(reached(stage).values()) == 1


def test_no_address_got_a_step_of_an_occurrence_twice(played, stage, db):
    twice = """
        select campaign_id, occurrence_on, step_id, address_hash
        from crm.message
        where message_id = any(%s::uuid[])
        group by 1, 2, 3, 4
        having count(*) > 1
    """
    assert db.execute(twice, [list(reached(stage))]).fetchall() == []


def test_nobody_left_alone_was_reached(played, stage, db):
    """Looked up by the address the provider got, through people and units to arms."""
    by_campaign = {}
    for call in stage.sandbox.received():
        for message in call["messages"]:
            by_campaign.setdefault(message["campaign_id"], set()).add(message["address"])
    left_alone = """
        select count(*)
        from crm.address a
        join crm.contact_point p using (address_hash)
        join crm.person using (person_id)
        join crm.assignment s using (unit_id)
        where a.address = any(%(addresses)s)
            and (s.experiment = 'global' and s.arm = 'control' or s.experiment = 'campaign:' || %(campaign)s and s.arm = 'holdout')
    """
    for campaign, addresses in by_campaign.items():
        found = db.execute(left_alone, {"addresses": list(addresses), "campaign": campaign}).fetchone()
        assert found == (0,), campaign
    arms = dict(
        db.execute("select arm, count(*) from crm.assignment where experiment = 'global' group by arm").fetchall()
    )
    assert arms["control"] > 50


def test_every_message_is_accounted_for(played, stage, db):
    accepted = db.execute("select message_id::text from crm.message where state = 'accepted'").fetchall()
    shown = db.execute("select message_id::text from crm.inbox").fetchall()  # what the app shows has no other provider
    assert {message_id for (message_id,) in accepted} == {message_id for (message_id,) in shown} | set(reached(stage))
    assert len(shown) > 10
    unfinished = db.execute("select count(*) from crm.message where state in ('claimed', 'in_flight', 'uncertain')")
    assert unfinished.fetchone() == (0,)
    sent = db.execute("select count(*) from crm.decision where reason = 'send'").fetchone()
    planned = db.execute("select count(*) from crm.message").fetchone()
    assert sent == planned


def test_what_people_did_came_back(played, db):
    kinds = dict(db.execute("select kind, count(*) from crm.feedback group by kind").fetchall())
    assert {"delivered", "opened", "shown", "read"} <= kinds.keys()
    foreign = "select count(*) from crm.feedback where message_id not in (select message_id from crm.message)"
    assert db.execute(foreign).fetchone() == (0,)


def test_every_step_is_recorded_as_done(played, db):
    assert db.execute("select step, error from crm.run where status <> 'done'").fetchall() == []
    steps = {step for (step,) in db.execute("select distinct step from crm.run")}
    assert steps >= {"load", "identify", "build", "register", "assign", "decide", "approve", "plan", "measure", "send"}


def test_each_night_leaves_a_page_and_a_summary(played):
    for as_of in played.nights:
        folder = settings.load().reports / as_of.isoformat()
        assert "<html" in (folder / "index.html").read_text()
        assert json.loads((folder / "summary.json").read_text())["as_of"] == as_of.isoformat()
