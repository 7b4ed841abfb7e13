"""Every DAG keeps the rules of the house; each rule was seen to catch the fault it is for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from roundtrip import settings

DAGS = settings.PROJECT / "dags"
MAX_LINES = 80
MAX_SECONDS = 2
OWNERS = {"growth", "platform"}

RULES: dict[str, Callable[[Any], bool]] = {
    "says what it does": lambda dag: bool(dag.description) and len(dag.doc_md or "") > 100,
    "is tagged": lambda dag: {"roundtrip", dag.dag_id} <= dag.tags,
    "is owned": lambda dag: all(task.owner in OWNERS for task in dag.tasks),
    "tries again, after a pause": lambda dag: all(
        t.retries >= 1 and t.retry_delay.total_seconds() >= 30 for t in dag.tasks
    ),
    "runs once at a time": lambda dag: dag.max_active_runs == 1,
    "does not catch up": lambda dag: dag.catchup is False,
    "has a schedule": lambda dag: dag.timetable.can_be_scheduled,
    "is short": lambda dag: len(Path(dag.fileloc).read_text().splitlines()) <= MAX_LINES,
    "is not taken for dbt": lambda dag: not Path(dag.fileloc).name.startswith("dbt_"),
    "has tasks": lambda dag: len(dag.tasks) > 0,
}

FAULTY = """
from datetime import datetime, timedelta, UTC
from airflow.sdk import DAG, task
with DAG("faulty", description="d", doc_md="d" * 200, schedule="@daily", start_date=datetime(2026, 1, 1, tzinfo=UTC),
         catchup=False, max_active_runs=1, tags=["roundtrip", "faulty"],
         default_args={"owner": "growth", "retries": 1, "retry_delay": timedelta(minutes=1)}) as dag:
    @task
    def act(): ...
    act()
"""
PLANTED = {
    "says what it does": ('doc_md="d" * 200', "doc_md=None"),
    "is tagged": ('"faulty"],', "],"),
    "is owned": ('"growth"', '"airflow"'),
    "tries again, after a pause": ('"retries": 1', '"retries": 0'),
    "runs once at a time": ("max_active_runs=1", "max_active_runs=2"),
    "does not catch up": ("catchup=False", "catchup=True"),
    "has a schedule": ('"@daily"', "None"),
    "is short": ("    act()", "    act()" + "\n" * MAX_LINES),
    "has tasks": ("    act()\n", ""),
}


@pytest.fixture(scope="module")
def parse(airflow_home) -> Callable[[Path], Any]:
    """`parse(folder)` is Airflow's own bag of the DAGs in a folder."""
    from airflow.dag_processing.dagbag import DagBag

    return lambda folder: DagBag(dag_folder=str(folder))


@pytest.fixture(scope="module")
def bag(parse) -> Any:
    return parse(DAGS)


def test_there_are_exactly_three_dags_and_no_import_error(bag):
    assert bag.import_errors == {}
    assert set(bag.dags) == {"nightly", "send", "maintain"}
    assert {path.stem for path in DAGS.glob("*.py")} == set(bag.dags)


@pytest.mark.parametrize("rule", RULES)
def test_every_dag_keeps_the_rule(bag, rule):
    assert [name for name, dag in bag.dags.items() if not RULES[rule](dag)] == []


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_catches_a_planted_fault(parse, tmp_path, rule):
    good, bad = PLANTED.get(rule, ("", ""))
    name = "dbt_faulty.py" if rule == "is not taken for dbt" else "faulty.py"
    (tmp_path / name).write_text(FAULTY)
    kept = RULES[rule](parse(tmp_path).dags["faulty"])
    (tmp_path / name).write_text(FAULTY.replace(good, bad, 1))
    assert kept is (rule in PLANTED)
    assert RULES[rule](parse(tmp_path).dags["faulty"]) is False


def test_a_file_that_does_not_import_is_an_import_error(parse, tmp_path):
    (tmp_path / "broken.py").write_text("from airflow.sdk import DAG\nimport nothing_of_that_name\n")
    assert len(parse(tmp_path).import_errors) == 1


def test_the_night_has_the_groups_a_reader_looks_for_in_their_order(bag):
    nightly = bag.dags["nightly"]
    groups = ["load_app_data", "load_offline_data", "build", "decide", "approve", "plan", "measure"]
    assert list(nightly.task_group_dict) == groups
    assert all(task.task_id.split(".")[0] in groups for task in nightly.tasks)
    after = {"load_app_data": "build", "load_offline_data": "build", **dict(pairwise(groups[2:]))}
    for first, second in after.items():
        assert second in nightly.task_group_dict[first].downstream_group_ids


def test_no_recipient_passes_through_airflow(bag):
    """Tasks are mapped over feeds and channels, never over people or messages."""
    mapped = {(name, task.task_id) for name, dag in bag.dags.items() for task in dag.tasks if task.is_mapped}
    assert mapped == {
        ("nightly", "load_app_data.load_feed"),
        ("nightly", "load_offline_data.load_feed"),
        ("send", "deliver"),
    }


COSTS = """
import importlib.util, json, pathlib, sys, time
import airflow.sdk
seconds = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    began = time.process_time()
    spec = importlib.util.spec_from_file_location(path.stem, path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    seconds[path.name] = time.process_time() - began
print(json.dumps({"seconds": seconds, "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def test_parsing_is_cheap(airflow_home):
    """Airflow reads the files over and over; what is heavy is imported by the task that needs it."""
    done = subprocess.run([sys.executable, "-c", COSTS, DAGS], capture_output=True, text=True, check=True)
    cost = json.loads(done.stdout.splitlines()[-1])
    assert max(cost["seconds"].values()) < MAX_SECONDS, cost["seconds"]
    assert (
        set(cost["modules"]) & {"dbt", "pandas", "scipy", "matplotlib", "firebase_admin", "sendgrid", "demo"} == set()
    )
