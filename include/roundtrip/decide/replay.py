"""A night that was overtaken is never decided again here: its occurrences are past, and later nights build on it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from roundtrip.db.sql_file import statement


class ReplayRefused(RuntimeError):
    """The night is older than the newest one this database knows."""


def refuse_replay(db: Connection, as_of: date) -> None:
    newest: date | None = db.execute(statement(__file__, "newest_night")).scalar_one()
    if newest is not None and newest > as_of:
        raise ReplayRefused(
            f"the night of {newest} was already decided, so {as_of} is past; replay an older night in a scratch database"
        )
