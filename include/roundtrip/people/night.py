"""One identification under way: its transaction, the batches it is about, and the SQL that does the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection, sql

from roundtrip.domain.policy import Policy


@dataclass(frozen=True)
class Night:
    """Batches after `after` and up to `through` are new; the temporary tables live as long as the transaction."""

    db: Connection[Any]
    as_of: date
    after: int
    through: int
    policy: Policy

    def run(self, folder: Path, statement: str, **names: sql.Composable) -> int:
        """Run folder/statement.sql with what a night knows and `names` filled in; returns the rows of its last statement."""
        known = {
            "after": self.after,
            "through": self.through,
            "as_of": self.as_of,
            "night_began_at": self._began_at(),
            "shared_above": self.policy.identity.shared_above,
            "merging": list(self.policy.identity.merges_accounts),
        }
        literals = {name: sql.Literal(value) for name, value in known.items()}
        text = (folder / f"{statement}.sql").read_text()
        done = self.db.execute(sql.SQL(text).format(**(literals | names)))
        while done.nextset():
            pass
        return done.rowcount

    def until_settled(self, folder: Path, statement: str, **names: sql.Composable) -> None:
        """Repeat a statement that brings everything nearer its end until it changes nothing."""
        while self.run(folder, statement, **names):
            pass

    def _began_at(self) -> datetime:
        return datetime.combine(self.as_of, time(), ZoneInfo(self.policy.reporting.timezone))
