"""Roundtrip's side: history into raw and its people identified, dbt builds, and what each model cost the server."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.build.history import FEEDS, History

STATEMENT = re.compile(r"duration: ([\d.]+) ms +(?:statement|execute [^:]*): /\* (\{.*?\}) \*/")
BATCH = """
    insert into raw.batch
        (feed, file, checksum, bytes, rows_in, rows_loaded, rows_quarantined, rows_duplicate, known_as_of)
    values (%s, %s, %s, 0, 0, 0, 0, 0, %s)
"""


@dataclass(frozen=True)
class Warehouse:
    """A server of the bench's own, by its superuser's URL, in the bench's folder."""

    url: str
    home: Path

    def __post_init__(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(
                "alter role all set log_min_duration_statement = 0"
            )  # each statement, with dbt's comment, into the log

    def take(self, history: History, part: str) -> None:
        """Everything of a part into raw, as if the loader had loaded it, and the people in it identified."""
        from roundtrip.people import identify

        with psycopg.connect(self.url) as db:
            for feed, day in history.batches(part):
                known = history.as_of + timedelta(days=day + 1 - history.days)
                db.execute(BATCH, [feed, f"{feed}/{known}", f"{feed} {known}", known])
            for feed in FEEDS:
                _copy(db, feed, self.home / f"{feed}_{part}.csv")
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute("vacuum analyze")
        identify(history.as_of_part(part))
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute("vacuum analyze")
            db.execute("checkpoint")

    def build(self, as_of: date, models: str) -> dict[str, float]:
        """Let dbt build models as at a night; seconds of SQL by model."""
        from roundtrip.transform import invoke

        log = self.home / "postgres" / "server.log"
        read = log.stat().st_size
        invoke(["run", "--select", models], as_of=as_of)
        with log.open() as lines:
            lines.seek(read)
            return _seconds_by_model(lines.read())

    def answer(self, query: str) -> int:
        """How many rows a query answers with, after fetching them."""
        with psycopg.connect(self.url) as db:
            return len(db.execute(query).fetchall())

    def write(self, query: str, path: Path) -> None:
        """The answer of a query as CSV."""
        statement = f"copy ({query}) to stdout (format csv, header)"
        with psycopg.connect(self.url) as db, path.open("wb") as written, db.cursor().copy(statement) as rows:
            for part in rows:
                written.write(part)

    def identifiers(self) -> Path:
        """Whose each identifier is, as CSV."""
        path = self.home / "identifiers.csv"
        self.write("select kind, value, person_id from crm.identifier where person_id is not null", path)
        return path


def _copy(db: psycopg.Connection[Any], feed: str, path: Path) -> None:
    """Straight into the table; its unique index is made again at the end, as whoever loads a history once would do it."""
    with path.open("rb") as made:
        header = made.readline().decode().strip()
        names = sql.SQL(", ").join(sql.Identifier(name) for name in header.split(","))
        statement = sql.SQL("copy raw.{} ({}) from stdin (format csv)").format(sql.Identifier(feed), names)
        with db.cursor().copy(statement) as rows:
            while part := made.read(1 << 20):
                rows.write(part)


def _seconds_by_model(log: str) -> dict[str, float]:
    seconds: Counter[str] = Counter()
    for milliseconds, comment in STATEMENT.findall(log):
        node = json.loads(comment).get("node_id", "")
        if node.startswith("model."):
            seconds[node.rsplit(".", 1)[-1]] += float(milliseconds) / 1000
    return dict(seconds)
