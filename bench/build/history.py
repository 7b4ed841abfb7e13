"""The history and the day more: made by DuckDB, as Parquet for the peer and as CSV that COPY takes straight into raw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

MAKE = Path(__file__).with_name("history.sql")
FEEDS = {"app_events": "event", "app_purchases": "purchase"}
"""Feed of Roundtrip by the table of history.sql that it holds."""
PARTS = ("history", "day")


@dataclass(frozen=True)
class History:
    """`rows` events, about, of `people` people over `days` days before `as_of` (a midnight in `timezone`), and the day itself."""

    rows: int
    people: int
    days: int
    as_of: date
    timezone: str

    def write(self, folder: Path) -> int:
        """<feed>.parquet, <feed>_history.csv and <feed>_day.csv; how many events the history has."""
        with duckdb.connect() as db:
            db.execute("set timezone = 'UTC'")
            for statement in db.extract_statements(MAKE.read_text()):
                wanted = {name: getattr(self, name) for name in statement.named_parameters}
                db.execute(statement, wanted)
            for number, (feed, table) in enumerate(FEEDS.items()):
                known = f"cast('{self.as_of}' as date) + {1 - self.days} + cast(known_on_day as integer) as known_as_of"
                rows = f"select * exclude known_on_day, {known}, {self._batch(number)} from {table} order by batch_id"
                db.execute(f"create table raw_{table} as {rows}")  # as they came, day after day
                db.execute(f"copy (select * exclude batch_id from raw_{table}) to '{folder / feed}.parquet'")
                for part, which in zip(PARTS, ("<=", ">"), strict=True):
                    rows = f"select *, 'made' as content_hash, row_number() over () as line from raw_{table}"
                    mine = f"{rows} where known_as_of {which} '{self.as_of}'"
                    db.execute(f"copy ({mine}) to '{folder / feed}_{part}.csv' (header)")
            counted = db.execute(f"select count(*) from raw_event where known_as_of <= '{self.as_of}'").fetchone()
        return int(counted[0]) if counted else 0

    def _batch(self, number: int) -> str:
        """Every day's file is a batch; those of the history first, feed after feed."""
        history, day = number * self.days + 1, len(FEEDS) * self.days + 1 + number
        batch = f"if(known_on_day < {self.days}, {history} + known_on_day, {day})"
        return f"cast({batch} as bigint) as batch_id"

    def as_of_part(self, part: str) -> date:
        """The night that builds a part."""
        return self.as_of + timedelta(days=PARTS.index(part))

    def batches(self, part: str) -> list[tuple[str, int]]:
        """Feed and number of the day of each batch of a part, in the order of their ids."""
        days = range(self.days) if part == "history" else [self.days]
        return [(feed, day) for feed in FEEDS for day in days]
