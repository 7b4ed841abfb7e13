"""Part of `make bench-load`: a million identifiers of every kind told apart from raw, then one more night's 20,000 rows.

Nobody else does this to a warehouse's own tables, so there is no peer: the figures stand alone, against the clock and against
the night's share of the history. IDENTIFIERS= changes the million.
"""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from bench.harness import Report, client_and
from bench.server import own_server
from roundtrip import night

IDENTIFIERS = int(os.environ.get("IDENTIFIERS", "1000000"))
A_HUMAN_HAS = 4.27
"""Identifiers, in what identity.sql makes."""
WITHIN = 60
NIGHTS = {"history": ("identity", date(2026, 11, 10)), "night": ("identity_night", date(2026, 11, 11))}
FOUND = """
select (select count(*) from crm.identifier), (select count(distinct person_id) from crm.identifier), (select count(*) from crm.person_merge)
"""


def main() -> None:
    report = Report("identity", rows=IDENTIFIERS)
    with (
        TemporaryDirectory(prefix="bench_identity_") as home,
        own_server(Path(home)) as url,
        psycopg.connect(url, autocommit=True) as admin,
    ):
        spent = client_and(Path(home) / "postgres" / "data")
        for name, (rows, as_of) in NIGHTS.items():
            _fill(admin, rows)
            cpu_before, before = spent(), time.perf_counter()
            night.identify(as_of)
            report.figure(f"{name}", time.perf_counter() - before, "s")
            report.figure(f"{name}_cpu", spent() - cpu_before, "s")
            for what, number in zip(("identifiers", "people", "merges"), _found(admin), strict=True):
                report.figure(f"{name}_{what}", number, what)
    seconds = {name: report.figures[name][0] for name in NIGHTS}
    report.ratio(
        "million_within_a_minute", WITHIN / seconds["history"] * report.figures["history_identifiers"][0] / 1e6, goal=1
    )
    report.ratio("night_cheaper_than_history", seconds["history"] / seconds["night"])
    report.show()


def _fill(admin: psycopg.Connection[Any], name: str) -> None:
    text = Path(__file__).with_name(f"{name}.sql").read_text()
    admin.execute(sql.SQL(text).format(humans=sql.Literal(int(IDENTIFIERS / A_HUMAN_HAS))))
    admin.execute("analyze")


def _found(admin: psycopg.Connection[Any]) -> tuple[int, ...]:
    return admin.execute(FOUND).fetchone() or ()


if __name__ == "__main__":
    main()
