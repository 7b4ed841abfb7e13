"""DuckDB's side: the same answers from Parquet, and the judge who holds two answers against each other."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

QUERIES = Path(__file__).with_name("peer")


class Different(RuntimeError):
    """Two answers that should be equal are not."""


class Peer:
    """DuckDB over the events of history.py, which finds persons by what Roundtrip knows of identifiers."""

    def __init__(self, folder: Path, timezone: str) -> None:
        self._db, self._zone = duckdb.connect(), timezone
        self._db.execute("set timezone = 'UTC'")
        for name, value in {"folder": str(folder), "timezone": timezone}.items():
            self._db.execute(f"set variable {name} = $value", {"value": value})

    def know(self, identifiers: Path, as_of: date) -> None:
        """Stand at a night, with the persons of a CSV of kind, value, person_id."""
        for name, value in {"as_of": as_of, "midnight": datetime.combine(as_of, time(), ZoneInfo(self._zone))}.items():
            self._db.execute(f"set variable {name} = $value", {"value": value})
        self._db.execute(f"create or replace table identifier as from read_csv('{identifiers}')")
        self._db.execute((QUERIES / "identified.sql").read_text())

    def answer(self, name: str) -> int:
        """Answer a query of peer/ into a table of its name; how many rows."""
        self._db.execute(f"create or replace table {name} as {(QUERIES / name).with_suffix('.sql').read_text()}")
        return self._count(f"from {name}")

    def compare(self, name: str, ours: Path) -> None:
        """Raise Different unless our rows, as CSV, are the peer's, each as often."""
        types = dict(self._db.execute(f"select column_name, column_type from (describe {name})").fetchall())
        theirs = f"select {', '.join(types)} from {name}"
        mine = f"select {', '.join(types)} from read_csv('{ours}', types = {types}, nullstr = '')"
        missing = self._count(f"from ({theirs} except all {mine})")
        added = self._count(f"from ({mine} except all {theirs})")
        if missing or added:
            raise Different(
                f"{name}: {missing} rows of DuckDB are not Roundtrip's, {added} of Roundtrip's not DuckDB's"
            )

    def _count(self, rows: str) -> int:
        found = self._db.execute(f"select count(*) {rows}").fetchone()
        return int(found[0]) if found else 0
