"""One small night through Airflow's own api-server, scheduler, dag-processor and LocalExecutor, from up to down."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from psycopg import sql

from demo.simulator import Simulation
from roundtrip import night, settings
from roundtrip.local_airflow.up import Login, down, services, up

pytestmark = pytest.mark.slow
PEOPLE, HISTORY_DAYS = 300, 3
SECONDS = 400


@pytest.fixture
def metadata(server: str, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A metadata database of the test's own; nothing of this process's Airflow reaches the one under test."""
    for variable in [v for v in os.environ if v.startswith("AIRFLOW")]:
        monkeypatch.delenv(variable)
    name = f"{database.rsplit('/', 1)[1]}_airflow"
    place = server.partition("://")[2].rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", f"postgresql+psycopg2://{place}")
        monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC", f"postgresql+asyncpg://{place}")
        yield
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def airflow(metadata: None) -> Iterator[Login]:
    try:
        yield up()
    finally:
        down()


class Api:
    """Airflow's REST API as the user that `make up` prints."""

    def __init__(self, login: Login) -> None:
        answer = httpx.post(
            f"{login.url}/auth/token", json={"username": login.user, "password": login.password}, trust_env=False
        )
        self._http = httpx.Client(
            base_url=f"{login.url}/api/v2",
            headers={"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"},
            trust_env=False,
            timeout=30,
        )

    def get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def switch_on(self, dag: str) -> None:
        self._http.patch(f"/dags/{dag}", json={"is_paused": False}).raise_for_status()


def until(seen: Callable[[], Any]) -> Any:
    """What `seen` returns once it is truthy."""
    deadline = time.monotonic() + SECONDS
    while not (found := seen()):
        assert time.monotonic() < deadline, f"did not happen within {SECONDS} s; logs: {services().logs}"
        time.sleep(1)
    return found


def test_a_small_night_through_a_real_scheduler(airflow, database):
    today = night.business_date(datetime.now(UTC))
    Simulation(7, PEOPLE, HISTORY_DAYS, today, settings.load().home / "landing").write_history()
    api = Api(airflow)
    until(lambda: api.get("/dags")["total_entries"] == 3)
    assert api.get("/importErrors")["total_entries"] == 0

    api.switch_on("nightly")  # it has a schedule and does not catch up: the newest night runs at once
    ended = until(
        lambda: [run for run in api.get("/dags/nightly/dagRuns")["dag_runs"] if run["state"] in ("success", "failed")]
    )[0]
    tasks = api.get(f"/dags/nightly/dagRuns/{ended['dag_run_id']}/taskInstances")["task_instances"]
    assert {task["task_id"] for task in tasks if task["state"] != "success"} == set()

    as_of = night.business_date(datetime.fromisoformat(ended["logical_date"]))
    summary = settings.load().reports / as_of.isoformat() / "summary.json"
    assert date.fromisoformat(json.loads(summary.read_text())["as_of"]) == as_of
    with psycopg.connect(database) as db:
        assert db.execute("select count(*) from crm.person").fetchone()[0] > PEOPLE / 4
        modes = db.execute("select distinct mode from crm.decision where as_of = %s", [as_of]).fetchall()
        assert modes == [("shadow",)]  # nobody allowed this installation to send

    processes = [p for service in services().running().values() for p in [service, *service.children(recursive=True)]]
    assert len(processes) >= 4
    listening = {c.laddr.ip for p in processes for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}
    down()
    assert [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
