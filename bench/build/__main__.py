"""`make bench-build`: a history built from nothing, then one more day, and the same answers by DuckDB from Parquet.

ROWS=, PEOPLE= and DAYS= make it smaller than five million events of 50,000 people over 90 days. What a model cost is what the
server says its statements took; dbt's own work is no part of it. Answers that differ in one row end the bench.
"""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.build.history import PARTS, History
from bench.build.peer import Peer
from bench.build.warehouse import Warehouse
from bench.harness import Contender, Report, client_and, interleaved, median
from bench.server import own_server

ROWS = int(os.environ.get("ROWS", "5000000"))
PEOPLE = int(os.environ.get("PEOPLE", str(max(ROWS // 100, 20))))
DAYS = int(os.environ.get("DAYS", "90"))
AS_OF = date(2026, 11, 10)
ROUNDS = 3
MODELS = "+fct_user_day +dim_person"
DAY_IS_CHEAPER = 50
SESSIONS_WITHIN = 0.4
"""Of DuckDB's speed: within 2.5 times its seconds; answers within 1.2 times."""
ANSWERS_WITHIN = 0.833
ANSWERS = {name: Path(__file__).parent / "ours" / f"{name}.sql" for name in ("daily_actives", "retention", "rfv")}
SESSIONS = Path(__file__).parent / "ours" / "sessions.sql"


def main() -> None:
    from roundtrip.declared import policy

    history = History(ROWS, PEOPLE, DAYS, AS_OF, policy().reporting.timezone)
    with TemporaryDirectory(prefix="bench_build_") as folder, own_server(Path(folder)) as url:
        report = Report("build", rows=history.write(Path(folder)))
        Bench(report, history, Warehouse(url, Path(folder)), Peer(Path(folder), history.timezone)).run()
    report.show()


class Bench:
    """Both sides, and what was found so far."""

    def __init__(self, report: Report, history: History, warehouse: Warehouse, peer: Peer) -> None:
        self._report, self._history, self._warehouse, self._peer = report, history, warehouse, peer
        self._cpu = client_and(warehouse.home / "postgres" / "data")
        self._server_cpu: dict[str, float] = {}

    def run(self) -> None:
        built = {}
        for part in PARTS:
            self._warehouse.take(self._history, part)
            self._peer.know(self._warehouse.identifiers(), self._history.as_of_part(part))
            built[part] = self._build(part)
            if part == "history":
                self._sessionise(built[part]["fct_session"])
        self._report.ratio("day_vs_full", sum(built["history"].values()) / sum(built["day"].values()), DAY_IS_CHEAPER)
        self._report.ratio("day_vs_full, CPU", self._server_cpu["history"] / self._server_cpu["day"])
        for model in ("fct_session", "fct_user_day"):
            self._report.ratio(f"day_vs_full, {model}", built["history"][model] / built["day"][model])
        for name, query in ANSWERS.items():
            self._ask(name, query.read_text())

    def _build(self, part: str) -> dict[str, float]:
        """Seconds of SQL by model."""
        before, dbt = self._cpu(), time.process_time()
        seconds = self._warehouse.build(self._history.as_of_part(part), MODELS)
        self._server_cpu[part] = self._cpu() - before - (time.process_time() - dbt)
        self._report.figure(f"{part}: SQL", sum(seconds.values()), "s")
        self._report.figure(f"{part}: CPU of the server", self._server_cpu[part], "s")
        for model, taken in sorted(seconds.items(), key=lambda pair: -pair[1])[:5]:
            self._report.figure(f"{part}: {model}", taken, "s")
        return seconds

    def _sessionise(self, ours: float) -> None:
        taken = interleaved([Contender("duckdb", lambda: self._peer.answer("sessions"))], ROUNDS, lambda: 0.0)["duckdb"]
        theirs = median(lap.seconds for lap in taken)
        self._same("sessions", SESSIONS.read_text())
        self._report.figure("sessions by DuckDB", theirs, "s")
        self._report.ratio("sessions_vs_duckdb", theirs / ours, SESSIONS_WITHIN)

    def _ask(self, name: str, query: str) -> None:
        contenders = [
            Contender("rollups", lambda: self._warehouse.answer(query)),
            Contender("duckdb", lambda: self._peer.answer(name)),
        ]
        laps = interleaved(contenders, ROUNDS, self._cpu)
        seconds = {who: median(lap.seconds for lap in mine) for who, mine in laps.items()}
        self._same(name, query)
        for who, taken in seconds.items():
            self._report.figure(f"{name} by {who}", taken, "s")
        self._report.ratio(f"{name}_vs_duckdb", seconds["duckdb"] / seconds["rollups"], ANSWERS_WITHIN)

    def _same(self, name: str, query: str) -> None:
        path = self._warehouse.home / f"{name}.csv"
        self._warehouse.write(query, path)
        self._peer.compare(name, path)


if __name__ == "__main__":
    main()
