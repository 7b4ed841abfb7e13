"""crm.run: every step of a night leaves what it counted and how long it took."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from roundtrip import settings
from roundtrip.db.engine import Role, engine


@dataclass
class Run:
    """A step under way; put what it counts into `counts`."""

    run_id: int
    as_of: date
    step: str
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, **more: int) -> None:
        for name, number in more.items():
            self.counts[name] = self.counts.get(name, 0) + number


@contextmanager
def recorded(role: Role, as_of: date, step: str, scope: str = "") -> Iterator[Run]:
    """Record a step as running, then as done with its counts or as failed with its error."""
    with engine(role).begin() as db:
        run_id: int = db.execute(
            text("insert into crm.run (as_of, step, scope, code_version) values (:a, :s, :c, :v) returning run_id"),
            {"a": as_of, "s": step, "c": scope, "v": code_version()},
        ).scalar_one()
    run = Run(run_id, as_of, step)
    try:
        yield run
    except BaseException as error:
        _finish(role, run, "failed", f"{type(error).__name__}: {error}"[:2000])
        raise
    _finish(role, run, "done", None)


def _finish(role: Role, run: Run, status: str, error: str | None) -> None:
    with engine(role).begin() as db:
        db.execute(
            text(
                "update crm.run set status = :s, counts = cast(:c as jsonb), error = :e,"
                " finished_at = clock_timestamp() where run_id = :r"
            ),
            {"s": status, "c": json.dumps(run.counts), "e": error, "r": run.run_id},
        )


@cache
def code_version() -> str:
    """A fingerprint of everything that decides: library, campaigns, policy, models. Twelve hex digits."""
    digest = sha256()
    project = settings.PROJECT
    folders = ("include/roundtrip", "include/campaigns", "include/feeds", "dbt/models", "dbt/macros")
    files = [f for folder in folders for f in (project / folder).rglob("*") if f.suffix in (".py", ".sql", ".yml")]
    for path in sorted([*files, project / "include" / "policy.yml"], key=Path.as_posix):
        digest.update(path.relative_to(project).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
