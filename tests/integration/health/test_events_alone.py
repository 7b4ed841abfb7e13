"""A night over a landing that holds nothing but the app's events: it is whole, people exist, and report and doctor say what the
absent feeds would bring."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from roundtrip import declared, health, night
from roundtrip.cli import main

pytestmark = pytest.mark.slow
AS_OF = date(2026, 11, 10)
SIGNED_UP = [
    {"user_id": "u1", "device_id": "d1"},
    {"user_id": "u2", "device_id": "d2", "anonymous_id": "a2"},
]
ANONYMOUS = [{"device_id": "d3", "anonymous_id": "a3"}, {"device_id": "d4"}, {"anonymous_id": "a2"}]
NOBODY: list[dict[str, str]] = [{}]


def _events() -> list[dict[str, Any]]:
    who = [*SIGNED_UP, *ANONYMOUS, *NOBODY]
    return [
        {"event_id": f"e{day}-{n}", "event": "screen_viewed", "occurred_at": f"2026-11-{day:02}T10:{n:02}:00Z", **names}
        for day in (7, 8, 9)
        for n, names in enumerate(who)
    ]


@pytest.fixture(scope="module")
def before(module_database: str) -> health.Health:
    """Doctor's word before any night."""
    return health.health()


@pytest.fixture(scope="module")
def after(before: health.Health, tmp_path_factory: pytest.TempPathFactory) -> Iterator[health.Health]:
    """One whole night over events alone, and doctor's word on it."""
    landing = tmp_path_factory.mktemp("landing")
    file = landing / "app_events" / "app_events_2026-11-09.ndjson"
    file.parent.mkdir()
    file.write_bytes(b"".join(orjson.dumps(event) + b"\n" for event in _events()) + b"broken\n")
    os.utime(file, (0, 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        patch.setenv("ROUNDTRIP_REPORTS", str(tmp_path_factory.mktemp("reports")))
        night.ensure_partitions(AS_OF)
        for step in night.NIGHT.values():
            step(AS_OF)
        yield health.health()


@pytest.fixture
def doctor(after: health.Health, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Callable[..., str]:
    def say(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["roundtrip", "doctor", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return str(capsys.readouterr().out)

    return say


def test_before_any_night_doctor_says_so_and_what_to_ask_for(before):
    assert before.as_of is None
    assert before.feeds == before.joins == before.reach == []
    assert health.terminal(before).startswith("No night has run here yet")
    assert before.ask_next


def test_every_step_of_the_night_is_done(after, module_database):
    with psycopg.connect(module_database) as db:
        steps = dict(db.execute("select step, bool_and(status = 'done') from crm.run group by step").fetchall())
    assert steps.keys() >= {"load", "identify", "build", "assign", "decide", "plan", "measure"}
    assert all(steps.values())


def test_whoever_used_the_app_is_a_person(after, module_database):
    with psycopg.connect(module_database) as db:
        people = db.execute("select count(*) from marts.dim_person").fetchone()
        active = db.execute("select count(distinct person_id) from marts.fct_user_day").fetchone()
    assert people == active == (4,)  # u1, u2 who is a2, a3 on d3, d4


def test_the_feed_that_came_is_judged(after):
    (events,) = [feed for feed in after.feeds if feed.is_present]
    assert (events.feed, events.is_fresh, events.is_enough, events.hours_late) == ("app_events", True, True, None)
    assert (events.rows_in, events.loaded, events.quarantined) == (19, 18, 1)
    assert (events.rows_identified, events.people, events.people_with_account, events.people_elsewhere) == (15, 4, 2, 0)
    assert str(events.last_came_on) == "2026-11-10"


def test_nobody_can_be_written_to_yet(after):
    assert {(channel.people, channel.reachable) for channel in after.reach} == {(4, 0)}
    with_address = {channel.channel: channel.with_address for channel in after.reach if channel.with_address}
    assert with_address == {"in_app": 2, "feed": 2, "letter": 2}, "two have an account, and nobody was asked"


def test_every_absent_feed_is_asked_for_and_the_first_opens_most(after):
    wanted = {feed.name for feed in declared.feeds() if not feed.optional} - {"app_events"}
    assert {advice.feed for advice in after.ask_next} == wanted
    assert len(after.ask_next[0].opens) == max(len(advice.opens) for advice in after.ask_next)
    (consents,) = [advice for advice in after.ask_next if advice.feed == "consents"]
    assert {"email", "push", "win_back", "onboarding"} <= {opened.name for opened in consents.opens}
    assert consents.joins_by == ["user_id"]


def test_doctor_prints_it(doctor, after):
    said = doctor()
    first = after.ask_next[0]
    assert f"What to ask for next: {first.feed}, needed for {first.needed_for}" in said
    assert "app_events" in said
    assert all(len(line) < 200 for line in said.splitlines())


def test_doctor_says_the_same_to_machines(doctor, after):
    said = json.loads(doctor("--json"))
    assert said["health"] == after.model_dump(mode="json")
    assert said["installation"]["sending"] == "shadow to sandbox providers"


def test_the_report_says_which_questions_stay_open(after):
    reports = Path(os.environ["ROUNDTRIP_REPORTS"]) / AS_OF.isoformat()
    page = (reports / "index.html").read_text()
    for feed in declared.feeds():
        if not feed.optional and feed.name != "app_events":
            assert feed.needed_for.replace("&", "&amp;") in page
    assert "roundtrip doctor" in page
