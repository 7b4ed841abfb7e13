"""What a message costs the database: planned → claimed → in flight → outcome, by the ledger's own functions.

Part of `make bench-send`, and alone: python -m bench.ledger. No provider and no rendering: what is left is the ledger. Server CPU
by step, from the processes of a server of the bench's own; one worker, in batches as a channel takes them. MESSAGES= changes
the 100,000, BATCH= the 1,000.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from bench.harness import Report, served_from
from bench.server import own_server
from roundtrip import ledger
from roundtrip.domain.message import Outcome, Verdict

MESSAGES = int(os.environ.get("MESSAGES", "100000"))
BATCH = int(os.environ.get("BATCH", "1000"))
GOAL = 120  # microseconds of database CPU a message
NOW = datetime(2026, 11, 10, 17, 5, tzinfo=UTC)


def main() -> None:
    report = Report("ledger", rows=MESSAGES)
    with TemporaryDirectory(prefix="bench_ledger_") as home, own_server(Path(home)) as url:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(_text("ledger"))
            spent = served_from(Path(home) / "postgres" / "data")
            before = spent()
            admin.execute(_text("ledger_plan"))
            report.figure("plan", (spent() - before) / MESSAGES * 1e6, "µs")
            admin.execute("select crm.refresh_statistics()")
            admin.execute("checkpoint")
        by_step = deliver_all(spent)
    for step, seconds in by_step.items():
        report.figure(step, seconds / MESSAGES * 1e6, "µs")
    total = sum(by_step.values()) / MESSAGES * 1e6
    report.figure("a message", total, "µs")
    report.ratio("under_120_us", GOAL / total, goal=1)
    report.show()


def deliver_all(spent: Callable[[], float]) -> Counter[str]:
    """CPU seconds of the server by step, until nothing is due."""
    cost: Counter[str] = Counter()

    def measured(step: str, act: Callable[[], object]) -> object:
        before = spent()
        answer = act()
        cost[step] += spent() - before
        return answer

    while claimed := measured("claim", lambda: ledger.claim("push", NOW, "bench", BATCH)):
        ids = [message.message_id for message in claimed]  # type: ignore[attr-defined]
        went = measured("in flight", lambda ids=ids: ledger.go_in_flight(ids, "bench", NOW))  # type: ignore[misc]
        if set(went) != set(ids):  # type: ignore[call-overload]
            raise SystemExit("the ledger turned some of the bench's messages back: its rows no longer fit the guards")
        outcomes = [Outcome(each, Verdict.ACCEPTED, provider_message_id=f"projects/x/messages/{each}") for each in ids]
        measured("record", lambda outcomes=outcomes: ledger.record(outcomes, "bench", NOW))  # type: ignore[misc]
    return cost


def _text(name: str) -> sql.Composed:
    return sql.SQL(Path(__file__).with_name(f"{name}.sql").read_text()).format(messages=sql.Literal(MESSAGES))


if __name__ == "__main__":
    main()
