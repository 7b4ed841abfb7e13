"""`make bench-attribution`: a million journeys credited by seven models, against the package marketing-attribution-models.

PATHS= changes the million. Ours reads two tables and writes paths, transitions and every touch's exact credit as tables, dbt's own
seconds included; the package has its touches in memory and leaves its answers there, and has no last_non_direct.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from bench.attribution import theirs
from bench.attribution.journeys import journeys
from bench.harness import Contender, Lap, Report, client_and, interleaved, median
from bench.server import own_server

PATHS = int(os.environ.get("PATHS", "1000000"))
ROUNDS = int(os.environ.get("ROUNDS", "2"))
AS_OF = date(2026, 11, 12)


def main() -> None:
    touches = journeys(PATHS, AS_OF, seed=1)
    with TemporaryDirectory(prefix="bench_attribution_") as folder, own_server(Path(folder)):
        from bench.attribution import ours

        ours.take(touches, AS_OF)
        laps = interleaved(
            [
                Contender("roundtrip", lambda: _counted(ours.credit(AS_OF))),
                Contender("package", lambda: _counted(_package(touches))),
            ],
            ROUNDS,
            client_and(Path(folder) / "postgres" / "data"),
        )
    _report(laps, touches.height).show()


def _counted(_: int) -> int:
    """Both are measured by the journey."""
    return PATHS


def _package(touches: pl.DataFrame) -> int:
    return len(theirs.attributed(touches, "revenue_minor"))


def _report(laps: dict[str, list[Lap]], touches: int) -> Report:
    report = Report("attribution", rows=PATHS)
    report.figure("touches", touches, "rows")
    seconds = {name: median(lap.seconds for lap in turns) for name, turns in laps.items()}
    for name, taken in seconds.items():
        report.figure(name, taken, "s")
        report.figure(f"{name}_cpu", median(lap.cpu_us for lap in laps[name]), "µs/path")
    report.ratio("vs_package", seconds["package"] / seconds["roundtrip"])
    return report


if __name__ == "__main__":
    main()
