"""One dbt command inside this process.

dbt finds its connection, the night's as_of and what include/policy.yml says in what is set here; its artifacts lie under
<home>/dbt. Two runs at once would overwrite each other's tables, so that one waits for the other.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from roundtrip import declared, settings
from roundtrip.db import Role, database_url
from roundtrip.domain.suppresses import ADDRESS_OF_CHANNEL
from roundtrip.transform.dimensions import dimensions
from roundtrip.transform.event_properties import event_properties


class TransformError(RuntimeError):
    """dbt could not parse, a model could not be built or a test failed; the text names each node and what it said."""


def invoke(arguments: Sequence[str], *, as_of: date, artifacts: Path | None = None) -> Any:
    """Run one dbt command and return its result; raises TransformError when dbt or one of its nodes failed."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - an import of seconds, only for who runs dbt

    from roundtrip.transform.connections import keep_connections  # noqa: PLC0415 - imports dbt, too

    keep_connections()
    target = artifacts or room() / "target"
    with _alone(), _environment(as_of):
        outcome = dbtRunner().invoke([*arguments, *_options(target)])
        _keep_parsed(target)
    if outcome.exception is not None:
        raise TransformError(f"dbt {arguments[0]}: {outcome.exception}") from outcome.exception
    if not outcome.success:
        raise TransformError("\n".join(_failures(outcome.result)))
    return outcome.result


def _options(target: Path) -> list[str]:
    project = str(settings.load().dbt_project)
    options = ["--project-dir", project, "--profiles-dir", project, "--vars", json.dumps(_vars())]
    options += ["--target-path", str(target), "--log-path", str(target), "--log-level-file", "warn"]
    options += ["--quiet", "--no-use-colors"]
    parsed = room() / "partial_parse.msgpack"
    return options + (["--partial-parse-file-path", str(parsed)] if parsed.exists() else [])


def _vars() -> dict[str, Any]:
    """What dbt must know of the policy and the folder; the same every night, so that dbt need not parse again."""
    policy = declared.policy()
    shown_by = dimensions()
    funnels = declared.funnels()
    segments = (settings.load().dbt_project / "models" / "segments").glob("seg_*.sql")
    return {
        "reporting_timezone": policy.reporting.timezone,
        "currency": policy.reporting.currency,
        "default_timezone": policy.default_timezone,
        "default_language": policy.default_language,
        "global_control": str(policy.global_control),
        "message_cost": {channel: str(cost) for channel, cost in policy.message_cost.items()},
        "identifying": _identifying(),
        "address_of_channel": ADDRESS_OF_CHANNEL,
        "dimensions": shown_by.for_models(),
        "event_properties": event_properties(shown_by, funnels),
        "funnels": [funnel.for_models() for funnel in funnels],
        "success_events": sorted({campaign.success.event for campaign in declared.campaigns()[0]}),
        "segments": sorted(path.stem.removeprefix("seg_") for path in segments),
    }


def _identifying() -> dict[str, dict[str, str]]:
    """By feed: the column of raw that holds an identifier, by its kind."""
    found: dict[str, dict[str, str]] = {
        feed.name: {str(c.identifies): c.in_raw(name) for name, c in feed.columns.items() if c.identifies}
        for feed in declared.feeds()
    }
    return {name: columns for name, columns in found.items() if columns}


@contextmanager
def _environment(as_of: date) -> Iterator[None]:
    """What dbt/profiles.yml and the macros read, in os.environ for as long as dbt runs."""
    target = conninfo_to_dict(database_url(Role.TRANSFORMER))
    ours = {
        "ROUNDTRIP_AS_OF": as_of.isoformat(),
        "ROUNDTRIP_DBT_HOST": str(target.get("host", "localhost")),
        "ROUNDTRIP_DBT_PORT": str(target.get("port", 5432)),
        "ROUNDTRIP_DBT_NAME": str(target["dbname"]),
        "ROUNDTRIP_DBT_USER": str(target.get("user") or getpass.getuser()),
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


def room() -> Path:
    """Where dbt's artifacts lie."""
    folder = settings.load().home / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone() -> Iterator[None]:
    with (room() / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _keep_parsed(target: Path) -> None:
    """dbt reads the parsed project from one place and writes it to another."""
    written = target / "partial_parse.msgpack"
    if written.exists():
        copy = room() / "partial_parse.new"
        shutil.copyfile(written, copy)
        copy.replace(room() / "partial_parse.msgpack")


def _failures(result: Any) -> list[str]:
    bad: Mapping[str, str] = {"error": "could not be built", "fail": "does not hold", "runtime error": "failed"}
    found = [node for node in getattr(result, "results", []) if str(node.status) in bad]
    return [f"{n.node.resource_type} {n.node.name} {bad[str(n.status)]}: {n.message}" for n in found] or ["dbt failed"]
