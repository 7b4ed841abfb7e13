"""Runs dbt inside this process, as the transformer: what the night builds, and any dbt command at a terminal.

    python -m roundtrip.transform docs generate
    ROUNDTRIP_AS_OF=2026-11-10 python -m roundtrip.transform build --select fct_session+

dbt finds its connection, the night's as_of and what include/policy.yml says in what is set here; its artifacts lie under
<home>/dbt. Two runs at once would overwrite each other's tables, so that one waits for the other.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from roundtrip import declared, settings
from roundtrip.db import Role, database_url, engine
from roundtrip.db.run import recorded

SELECTORS = ("night", "results", "lift")
"""Selections with a name, from dbt/selectors.yml."""
KEPT_RUNS = 10


class TransformError(RuntimeError):
    """dbt could not parse, a model could not be built or a test failed; the text names each node and what it said."""


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
    """Build and test `night`, `results`, `lift` or any dbt selection (default: night); raises TransformError."""
    chosen = select or "night"
    _refuse_older(as_of)
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    arguments += ["--selector" if chosen in SELECTORS else "--select", chosen]
    arguments += ["--full-refresh"] if full_refresh else []
    with recorded(Role.TRANSFORMER, as_of, "build", chosen) as run:
        report = _report(invoke(arguments, as_of=as_of, artifacts=_artifacts_of_run(run.run_id)))
        run.count(models=report.models, tests=report.tests)
    return report


def invoke(arguments: Sequence[str], *, as_of: date, artifacts: Path | None = None) -> Any:
    """Run one dbt command and return its result; raises TransformError when dbt or one of its nodes failed."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - an import of seconds, only for who runs dbt

    room = _room()
    target = artifacts or room / "target"
    with _alone(room), _environment(as_of):
        outcome = dbtRunner().invoke([*arguments, *_options(target, room)])
    if outcome.exception is not None:
        raise TransformError(f"dbt {arguments[0]}: {outcome.exception}") from outcome.exception
    if not outcome.success:
        raise TransformError("\n".join(_failures(outcome.result)))
    _keep_parsed(target, room)
    return outcome.result


def _options(target: Path, room: Path) -> list[str]:
    project = str(settings.load().dbt_project)
    options = ["--project-dir", project, "--profiles-dir", project, "--vars", json.dumps(_vars())]
    options += ["--target-path", str(target), "--log-path", str(target), "--log-level-file", "warn"]
    options += ["--quiet", "--no-use-colors"]
    parsed = room / "partial_parse.msgpack"
    return options + (["--partial-parse-file-path", str(parsed)] if parsed.exists() else [])


def _vars() -> dict[str, Any]:
    """What dbt must know of the policy and the folder; the same every night, so that dbt need not parse again."""
    policy = declared.policy()
    segments = (settings.load().dbt_project / "models" / "segments").glob("seg_*.sql")
    return {
        "reporting_timezone": policy.reporting.timezone,
        "currency": policy.reporting.currency,
        "default_timezone": policy.default_timezone,
        "default_language": policy.default_language,
        "global_control": str(policy.global_control),
        "segments": sorted(path.stem.removeprefix("seg_") for path in segments),
    }


@contextmanager
def _environment(as_of: date) -> Iterator[None]:
    """What dbt/profiles.yml and the macros read, in os.environ for as long as dbt runs."""
    target = conninfo_to_dict(database_url(Role.TRANSFORMER))
    ours = {
        "ROUNDTRIP_AS_OF": as_of.isoformat(),
        "ROUNDTRIP_DBT_HOST": str(target.get("host", "localhost")),
        "ROUNDTRIP_DBT_PORT": str(target.get("port", 5432)),
        "ROUNDTRIP_DBT_NAME": str(target["dbname"]),
        "ROUNDTRIP_DBT_USER": str(target["user"]),
        "ROUNDTRIP_DBT_SSLMODE": str(target.get("sslmode", "prefer")),
        "DBT_ENV_SECRET_ROUNDTRIP_PASSWORD": str(target.get("password", "")),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _room() -> Path:
    room = settings.load().home / "dbt"
    room.mkdir(parents=True, exist_ok=True)
    return room


@contextmanager
def _alone(room: Path) -> Iterator[None]:
    with (room / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _artifacts_of_run(run_id: int) -> Path:
    """A folder of the run's own; those of the oldest runs make room."""
    runs = _room() / "runs"
    runs.mkdir(exist_ok=True)
    for old in sorted(runs.iterdir(), key=lambda folder: folder.stat().st_mtime)[: -(KEPT_RUNS - 1)]:
        shutil.rmtree(old, ignore_errors=True)
    return runs / f"{run_id:08d}"


def _keep_parsed(target: Path, room: Path) -> None:
    """dbt reads the parsed project from one place and writes it to another."""
    written = target / "partial_parse.msgpack"
    if written.exists():
        shutil.copyfile(written, room / "partial_parse.new")
        (room / "partial_parse.new").replace(room / "partial_parse.msgpack")


def _refuse_older(as_of: date) -> None:
    with engine(Role.TRANSFORMER).connect() as db:
        newest: date | None = db.execute(
            text("select max(as_of) from crm.run where step = 'build' and status = 'done'")
        ).scalar_one()
    if newest is not None and newest > as_of:
        raise OlderNight(f"the warehouse stands at {newest}; replay {as_of} in a scratch database")


def _report(result: Any) -> BuildReport:
    nodes = list(result.results)
    models = [node for node in nodes if node.node.resource_type == "model"]
    slowest = sorted(((node.node.name, float(node.execution_time)) for node in models), key=lambda pair: -pair[1])
    return BuildReport(len(models), len(nodes) - len(models), float(result.elapsed_time), tuple(slowest[:5]))


def _failures(result: Any) -> list[str]:
    bad: Mapping[str, str] = {"error": "could not be built", "fail": "does not hold", "runtime error": "failed"}
    found = [node for node in getattr(result, "results", []) if str(node.status) in bad]
    return [f"{n.node.resource_type} {n.node.name} {bad[str(n.status)]}: {n.message}" for n in found] or ["dbt failed"]


if __name__ == "__main__":
    night = os.environ.get("ROUNDTRIP_AS_OF")
    try:
        invoke(sys.argv[1:], as_of=date.fromisoformat(night) if night else date.min)
    except TransformError as error:
        sys.exit(str(error))
