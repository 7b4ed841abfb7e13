"""A part of the night: build and test what is selected, say how it went, and never turn the warehouse back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.transform.invocation import TransformError, invoke, room

SELECTORS = ("night", "results", "lift", "attribution")
"""Selections with a name, from dbt/selectors.yml."""
KEPT_RUNS = 10


class OlderNight(TransformError):
    """The warehouse stands at a later night: building an older one over it would forget what is known since."""


@dataclass(frozen=True)
class BuildReport:
    """What one build came to."""

    models: int
    tests: int
    seconds: float
    slowest: tuple[tuple[str, float], ...]
    """The models that took longest, with their seconds."""


def build(as_of: date, select: str | None = None, *, full_refresh: bool = False) -> BuildReport:
    """Build and test a selection of SELECTORS or any dbt selection (default: night); raises TransformError."""
    chosen = select or "night"
    _refuse_older(as_of)
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    # a test that holds two tables against each other waits for the part of the night that has both
    arguments += ["--indirect-selection", "buildable"]
    arguments += ["--selector" if chosen in SELECTORS else "--select", chosen]
    arguments += ["--full-refresh"] if full_refresh else []
    with recorded(Role.TRANSFORMER, as_of, "build", chosen) as run:
        report = _report(invoke(arguments, as_of=as_of, artifacts=_artifacts_of_run(run.run_id)))
        run.count(models=report.models, tests=report.tests)
    return report


def _refuse_older(as_of: date) -> None:
    with engine(Role.TRANSFORMER).connect() as db:
        newest: date | None = db.execute(
            text("select max(as_of) from crm.run where step = 'build' and status = 'done'")
        ).scalar_one()
    if newest is not None and newest > as_of:
        raise OlderNight(f"the warehouse stands at {newest}; replay {as_of} in a scratch database")


def _artifacts_of_run(run_id: int) -> Path:
    """A folder of the run's own; those of the oldest runs make room."""
    runs = room() / "runs"
    runs.mkdir(exist_ok=True)
    for old in sorted(runs.iterdir(), key=lambda folder: folder.stat().st_mtime)[: -(KEPT_RUNS - 1)]:
        shutil.rmtree(old, ignore_errors=True)
    return runs / f"{run_id:08d}"


def _report(result: Any) -> BuildReport:
    nodes = list(result.results)
    models = [node for node in nodes if node.node.resource_type == "model"]
    tests = [node for node in nodes if node.node.resource_type == "test"]
    slowest = sorted(((node.node.name, float(node.execution_time)) for node in models), key=lambda pair: -pair[1])
    return BuildReport(len(models), len(tests), float(result.elapsed_time), tuple(slowest[:5]))
