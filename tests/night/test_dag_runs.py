"""Running a DAG in one process: what a person sees of it, its first error, and Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from demo.night.terminal import Terminal
from roundtrip import decide, night
from roundtrip.db import Role
from roundtrip.db.run import recorded

AT = datetime(2026, 11, 10, tzinfo=UTC)
CONF = {"as_of": "2026-11-10"}


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def dags(airflow_home, database, screen, monkeypatch) -> Any:
    """The real DAGs over steps that do nothing."""
    from demo.night.dag_runs import DagRuns

    for name in night.NIGHT:
        monkeypatch.setitem(night.NIGHT, name, lambda _: None)
    monkeypatch.setattr(night, "load_feed", lambda *_: None)
    monkeypatch.setattr(night, "feeds", lambda *, is_offline: ["shops"] if is_offline else ["app"])
    return DagRuns(Terminal(Console(file=screen, width=200)))


def test_a_line_for_each_group_with_what_it_counted(dags, screen, monkeypatch):
    def mint(as_of) -> None:
        with recorded(Role.LOADER, as_of, "identify") as run:
            run.count(persons=1234)

    monkeypatch.setitem(night.NIGHT, "identify", mint)
    dags.run("nightly", AT, CONF)
    lines = [line.split() for line in screen.getvalue().splitlines()]
    groups = [words[1] for words in lines]
    assert sorted(groups[:2]) == ["load_app_data", "load_offline_data"]
    assert groups[2:] == ["build", "decide", "approve", "plan", "measure"]
    assert lines[2][-3:] == ["1,234", "new", "people"]


def test_the_first_error_of_a_task_is_the_nights_error_and_nothing_runs_after_it(dags, monkeypatch):
    from demo.night.dag_runs import NightFailedError

    ran: list[str] = []

    def fail(_) -> None:
        raise ValueError("the reason")

    monkeypatch.setitem(night.NIGHT, "assign", fail)
    monkeypatch.setitem(night.NIGHT, "report", lambda _: ran.append("report"))
    with pytest.raises(NightFailedError, match="ValueError: the reason") as failed:
        dags.run("nightly", AT, CONF)
    assert failed.value.task == "decide.assign"
    assert ran == []


@pytest.mark.parametrize("is_swallowed", [False, True])
def test_ctrl_c_ends_the_night_even_where_a_library_swallows_it(dags, monkeypatch, is_swallowed):
    ran: list[str] = []

    def interrupted(_) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            if not is_swallowed:
                raise

    monkeypatch.setitem(night.NIGHT, "register", interrupted)
    monkeypatch.setitem(night.NIGHT, "assign", lambda _: ran.append("assign"))
    with pytest.raises(KeyboardInterrupt):
        dags.run("nightly", AT, CONF)
    assert ran == []


def test_a_run_that_was_left_is_not_left_running(dags, monkeypatch):
    from airflow.models import DagRun
    from airflow.utils.session import create_session

    monkeypatch.setitem(night.NIGHT, "identify", lambda _: 1 / 0)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        dags.run("nightly", AT, CONF)
    with create_session() as session:
        states = session.query(DagRun.state).filter(DagRun.dag_id == "nightly").all()
    assert [str(state) for (state,) in states] == ["failed"]


def test_upkeep_makes_the_coming_months_and_leaves_a_trace(dags, act_as):
    db = act_as(None)
    dags.run("maintain", AT, {})
    dags.run("maintain", AT, {})
    months = db.execute("select inhrelid::regclass::text from pg_inherits where inhparent = 'crm.message'::regclass")
    assert sorted(month for (month,) in months) == [
        f"crm.message_{month}" for month in ("2026_11", "2026_12", "2027_01")
    ]
    made = db.execute(
        "select counts ->> 'partitions' from crm.run where step = 'partitions' order by run_id"
    ).fetchall()
    assert made == [("3",), ("0",)]


def test_sending_with_nothing_planned_is_quiet_and_recorded(dags, act_as, sandbox, monkeypatch):
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ROUNDTRIP_SENDING", "live")
    decide.register(AT.date())  # whose steps say which channels are used
    dags.run("send", AT, {"now": "2026-11-10T12:00:00+00:00"})
    done = (
        act_as(None)
        .execute("select scope, status, as_of::text from crm.run where step = 'send' order by scope")
        .fetchall()
    )
    assert done == [(channel, "done", "2026-11-10") for channel in ("email", "feed", "in_app", "push")]
