"""`make bench-load`: app events into their typed table, by Roundtrip and by its peers in turn. ROWS= changes the two million.

Roundtrip checks the contract, quarantines, and loads no key twice; psql copies a CSV that somebody made ready, once into a table
with the same unique key and once into one without any. pandas and psycopg with json load the first rows only: their cost a
row does not depend on how many there are, and two million would take minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench import events, load_peers
from bench.harness import Contender, Lap, Report, client_and, interleaved, median
from bench.server import own_server

ROWS = int(os.environ.get("ROWS", "2000000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
PANDAS_ROWS, SMALL_ROWS = min(ROWS, 100_000), max(ROWS // 10, 1)
GOALS = {
    "pandas.to_sql": ("vs_pandas", 12),
    "psycopg + json": ("vs_psycopg_json", 3),
    "psql \\copy, same key": ("vs_psql_copy", 1),
}
NO_KEY = "psql \\copy, no key"
RELOAD_IS_CHEAPER = 20
"""Times: at most 5 % of the first load."""
FLAT = 0.9
EMPTY = (
    "truncate raw.app_events, raw.batch, raw.quarantine cascade; drop schema if exists peer cascade; create schema peer"
)
PEAK = f"""
from datetime import date
from pathlib import Path
from roundtrip.load import load_night
load_night(date.fromisoformat("{events.AS_OF}"), feeds=["app_events"])
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
"""A process of its own, for its peak; in KiB. Not ru_maxrss, which begins with that of the process it was forked from."""
TABLES = """
create table peer.plain (like raw.app_events including defaults);
create table peer.keyed (like raw.app_events including all)
"""


def main() -> None:
    report = Report("load", rows=ROWS)
    with TemporaryDirectory(prefix="bench_load_") as folder, own_server(Path(folder)) as url:
        home = Path(folder)
        events.write(home / "landing", ROWS, home / "ready.csv")
        laps = interleaved(_contenders(url, home), ROUNDS, client_and(home / "postgres" / "data"))
        _compare(report, laps)
        _reload(report, url, home, median(lap.seconds for lap in laps["roundtrip"]))
        _memory(report, url, home)
    report.show()


def _contenders(url: str, home: Path) -> list[Contender]:
    from roundtrip.db.embedded import EmbeddedPostgres

    psql, landed, ready = (
        EmbeddedPostgres(home / "postgres").psql,
        home / "landing/app_events/events.ndjson",
        home / "ready.csv",
    )

    def copied(table: str) -> int:
        load_peers.copy_ready_csv(psql, url, table, ready)
        return ROWS

    acts = {
        "roundtrip": _load,
        "psql \\copy, same key": lambda: copied("peer.keyed"),
        NO_KEY: lambda: copied("peer.plain"),
        "psycopg + json": lambda: load_peers.psycopg_and_json(url, "peer.keyed", landed, ROWS),
        "pandas.to_sql": lambda: load_peers.pandas_to_sql(url, "peer.keyed", landed, PANDAS_ROWS),
    }
    return [Contender(name, act, prepare=lambda: _empty(url)) for name, act in acts.items()]


def _empty(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(EMPTY)
        db.execute(TABLES)
        db.execute("checkpoint")


def _load() -> int:
    """Loads what lies in the landing; returns how many rows came in."""
    from roundtrip.load import load_night

    return load_night(events.AS_OF, feeds=["app_events"]).counts["rows_in"]


def _compare(report: Report, laps: dict[str, list[Lap]]) -> None:
    speed = {name: median(lap.per_second for lap in mine) for name, mine in laps.items()}
    for name, mine in laps.items():
        report.figure(name, speed[name], "rows/s")
        report.figure(f"{name}: CPU", median(lap.cpu_us for lap in mine), "µs/row")
    for name, (ratio, goal) in GOALS.items():
        report.ratio(ratio, speed["roundtrip"] / speed[name], goal)
    report.ratio("vs_psql_copy_without_key", speed["roundtrip"] / speed[NO_KEY])


def _reload(report: Report, url: str, home: Path, first: float) -> None:
    """The same file again, and the same bytes under another name."""
    _empty(url)
    _load()
    by_name = _timed_again()
    landed = home / "landing/app_events/events.ndjson"
    landed.rename(landed.with_name("sent_again.ndjson"))
    by_bytes = _timed_again()
    report.figure("the same file again", by_name, "s")
    report.figure("the same bytes under another name", by_bytes, "s")
    report.ratio("reload", first / by_name, RELOAD_IS_CHEAPER)
    report.ratio("reload_under_another_name", first / by_bytes)


def _timed_again() -> float:
    lap = interleaved([Contender("again", lambda: max(_load(), 1))], 1, cpu=lambda: 0.0)["again"][0]
    if lap.units != 1:
        raise RuntimeError("a file that was loaded before was loaded again")
    return lap.seconds


def _memory(report: Report, url: str, home: Path) -> None:
    events.write(home / "small", SMALL_ROWS)
    peaks = {}
    for rows, landing in ((SMALL_ROWS, home / "small"), (ROWS, home / "landing")):
        _empty(url)
        environment = os.environ | {"ROUNDTRIP_LANDING": str(landing)}
        said = subprocess.run([sys.executable, "-c", PEAK], env=environment, capture_output=True, text=True, check=True)
        peaks[rows] = int(said.stdout) / 1024
        report.figure(f"peak memory, {rows:,} rows", peaks[rows], "MB")
    report.ratio("memory_is_flat", peaks[SMALL_ROWS] / peaks[ROWS], FLAT)


if __name__ == "__main__":
    main()
