"""`make bench-send`: messages from planned to accepted, by Roundtrip and by the SDKs alone in turn.

Roundtrip's laps hold everything a night's sending does: claim, render, both commits, the call, the outcome, with consent, assignment
and caps looked at in the database. The peers' laps hold the calls only, and so do those of "channel alone": Roundtrip's rendering and calls
without the ledger, like beside like. ROWS= changes the messages a lap, ROUNDS= the rounds, MEMORY=
the messages of the larger memory run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.harness import Contender, Lap, Report, interleaved, median, served_from
from bench.send import channel_alone, peers, providers
from bench.send.planned import NOW, Planner
from bench.server import own_server

ROWS = int(os.environ.get("ROWS", "20000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
MEMORY = int(os.environ.get("MEMORY", "100000"))
SMALL = max(MEMORY // 10, 1)
SLOW_PEER = max(ROWS // 10, 1)
ONE_A_REQUEST = max(ROWS // 100, 1)
"""The peers' cost a message does not depend on how many there are, and the last is very slow."""
FLAT = 0.9
A_SECOND = 10_000
DATABASE_CPU = 120  # µs a message
PEAK = """
from datetime import datetime
from pathlib import Path
from bench.send.quota import raised
from roundtrip.deliver import deliver_due
from roundtrip.domain.clock import FixedClock
raised()
print(deliver_due(FixedClock(datetime.fromisoformat("{now}")), channels=["{channel}"])["accepted"])
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
"""A process of its own, for its peak; in KiB."""


@dataclass
class Costs:
    """CPU beside the client's own, a message, lap by lap."""

    database: Callable[[], float]
    stub: Callable[[], float]
    laps: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def watched(self, name: str, act: Callable[[], int]) -> int:
        before = self.database(), self.stub()
        units = act()
        after = self.database(), self.stub()
        self.laps.setdefault(name, []).append(tuple((b - a) / units * 1e6 for a, b in zip(before, after, strict=True)))
        return units

    def median(self, name: str, which: int) -> float:
        return median(lap[which] for lap in self.laps[name])


def main() -> None:
    report = Report("send", rows=ROWS)
    with (
        TemporaryDirectory(prefix="bench_send_") as folder,
        own_server(Path(folder)) as url,
        providers.running(Path(folder)) as stub,
    ):
        from bench.send.quota import raised

        raised()
        costs = Costs(served_from(Path(folder) / "postgres" / "data"), stub.cpu)
        planner = Planner(url)
        for channel, pace in (("push", "at_once"), ("push", "50_ms"), ("email", "at_once"), ("email", "50_ms")):
            laps = interleaved(_contenders(channel, pace, stub, planner, costs), ROUNDS, time.process_time)
            _tell(report, f"{channel}, {pace.replace('_', ' ')}", laps, costs)
        _compare(report)
        _memory(report, planner, stub)
    report.show()


def _contenders(channel: str, pace: str, stub: providers.Providers, planner: Planner, costs: Costs) -> list[Contender]:
    name = f"{channel}_{pace}"
    url = stub.urls[name]
    acts: dict[str, tuple[Callable[[], int], int]] = {
        "push": {
            "channel alone": (partial(channel_alone.send, channel), ROWS),
            "send_each": (peers.send_each, SLOW_PEER),
        },
        "email": {
            "channel alone": (partial(channel_alone.send, channel), ROWS),
            "one a request": (peers.one_a_request, ONE_A_REQUEST),
            "helper classes": (peers.helper_classes, ROWS),
        },
    }[channel]

    def prepare() -> None:
        planner.plan(channel, ROWS)
        stub.stand_in(name)

    def watched(contender: str, act: Callable[[], int]) -> Callable[[], int]:
        return lambda: costs.watched(f"{channel}, {pace.replace('_', ' ')}, {contender}", act)

    ours = Contender("roundtrip", watched("roundtrip", partial(_deliver, channel)), prepare)
    theirs = [Contender(who, watched(who, partial(act, url, rows))) for who, (act, rows) in acts.items()]
    return [ours, *theirs]


def _deliver(channel: str) -> int:
    from roundtrip.deliver import deliver_due
    from roundtrip.domain.clock import FixedClock

    accepted = deliver_due(FixedClock(NOW), channels=[channel])["accepted"]
    if accepted != ROWS:
        raise RuntimeError(f"{accepted} of {ROWS} messages were accepted")
    return accepted


def _tell(report: Report, what: str, laps: dict[str, list[Lap]], costs: Costs) -> None:
    for who, mine in laps.items():
        name = f"{what}, {who}"
        report.figure(name, median(lap.per_second for lap in mine), "messages/s")
        report.figure(f"{name}: CPU", median(lap.cpu_us for lap in mine), "µs/message")
        report.figure(f"{name}: stub's CPU", costs.median(name, 1), "µs/message")
    report.figure(f"{what}, roundtrip: database's CPU", costs.median(f"{what}, roundtrip", 0), "µs/message")


def _compare(report: Report) -> None:
    speed = {name: value for name, (value, unit) in report.figures.items() if unit == "messages/s"}
    for pace in ("at once", "50 ms"):
        push, email = speed[f"push, {pace}, roundtrip"], speed[f"email, {pace}, roundtrip"]
        is_goal = pace == "50 ms"
        told = pace.replace(" ", "_")
        report.ratio(f"vs_send_each_{told}", push / speed[f"push, {pace}, send_each"], 25 if is_goal else None)
        report.ratio(f"push_10000_a_second_{told}", push / A_SECOND, 1 if is_goal else None)
        one, helpers = speed[f"email, {pace}, one a request"], speed[f"email, {pace}, helper classes"]
        report.ratio(f"vs_one_a_request_{told}", email / one, 300 if is_goal else None)
        report.ratio(f"vs_helper_classes_{told}", email / helpers, 5 if is_goal else None)
        report.ratio(
            f"channel_vs_send_each_{told}", speed[f"push, {pace}, channel alone"] / speed[f"push, {pace}, send_each"]
        )
        report.ratio(f"channel_vs_helper_classes_{told}", speed[f"email, {pace}, channel alone"] / helpers)
    spent, _ = report.figures["push, 50 ms, roundtrip: database's CPU"]
    report.ratio("database_under_120_us", DATABASE_CPU / spent, 1)


def _memory(report: Report, planner: Planner, stub: providers.Providers) -> None:
    stub.stand_in("push_at_once")
    peaks = {}
    for messages in (SMALL, MEMORY):
        planner.plan("push", messages)
        said = subprocess.run(
            [sys.executable, "-c", PEAK.format(now=NOW.isoformat(), channel="push")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        if int(said[0]) != messages:
            raise RuntimeError(f"{said[0]} of {messages} messages were accepted")
        peaks[messages] = int(said[1]) / 1024
        report.figure(f"peak memory, {messages:,} messages", peaks[messages], "MB")
    report.ratio("memory_is_flat", peaks[SMALL] / peaks[MEMORY], FLAT)


if __name__ == "__main__":
    main()
