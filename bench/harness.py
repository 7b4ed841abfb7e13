"""Runs peers and Roundtrip in turn and says the medians: a table for people and, as the last line, one JSON object.

ours = Contender("roundtrip", load, prepare=emptied)
laps = interleaved([ours, theirs], rounds=3, cpu=client_and(server))
report = Report("load", rows=2_000_000)
report.figure("roundtrip", median(lap.per_second for lap in laps["roundtrip"]), "rows/s")
report.ratio("vs_pandas", 14.2, goal=12)
report.show()
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table

__all__ = ["Contender", "Lap", "Report", "client_and", "interleaved", "median", "served_from"]


@dataclass(frozen=True)
class Contender:
    """One way to do the work."""

    name: str
    act: Callable[[], int]
    """Does it once and returns how many units (rows, messages) it did; only this is measured."""
    prepare: Callable[[], object] = lambda: None
    """Clears the ground before each lap."""


@dataclass(frozen=True)
class Lap:
    """What one turn took."""

    units: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.units / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU microseconds a unit."""
        return self.cpu_seconds / self.units * 1e6


def interleaved(contenders: Sequence[Contender], rounds: int, cpu: Callable[[], float]) -> dict[str, list[Lap]]:
    """Each round gives every contender one turn, so that what else the machine does hits them alike; laps by name.

    The first round starts with the first contender, the second with the second: nobody always has the warm cache.
    """
    laps: dict[str, list[Lap]] = {contender.name: [] for contender in contenders}
    for lap in range(rounds):
        first = lap % len(contenders)
        for contender in (*contenders[first:], *contenders[:first]):
            contender.prepare()
            cpu_before, before = cpu(), time.perf_counter()
            units = contender.act()
            seconds = time.perf_counter() - before
            laps[contender.name].append(Lap(units, seconds, cpu() - cpu_before))
    return laps


def client_and(data: Path) -> Callable[[], float]:
    """CPU seconds spent so far by this process, the children it waited for, and the server."""
    served = served_from(data)

    def spent() -> float:
        ours = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(used.ru_utime + used.ru_stime for used in ours) + served()

    return spent


def served_from(data: Path) -> Callable[[], float]:
    """CPU seconds spent so far by every process of the server whose data folder this is: a server of the bench's own, or
    other people's work is counted."""
    postmaster = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))

    def served() -> float:
        while True:  # a backend that ends between the two looks would be counted by neither
            times = postmaster.cpu_times()
            alive = sum(_cpu_of(child) for child in postmaster.children())
            if postmaster.cpu_times()[:4] == times[:4]:
                return float(sum(times[:4])) + alive

    return served


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # it ended between being listed and being asked
        return 0.0
    return float(times.user + times.system)


@dataclass
class Report:
    """What a bench found. Every ratio is written so that more is better, and a goal is met from its number on."""

    bench: str
    rows: int
    figures: dict[str, tuple[float, str]] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    goals: dict[str, float] = field(default_factory=dict)

    def figure(self, name: str, value: float, unit: str) -> None:
        self.figures[name] = (_rounded(value), unit)

    def ratio(self, name: str, value: float, goal: float | None = None) -> None:
        self.ratios[name] = _rounded(value)
        if goal is not None:
            self.goals[name] = goal

    def show(self) -> None:
        console = Console()
        console.print(
            self._table("figure", [(name, f"{value:,} {unit}") for name, (value, unit) in self.figures.items()])
        )
        console.print(self._table("ratio", [(name, self._judged(name)) for name in self.ratios]))
        print(json.dumps(self.as_json()))

    def as_json(self) -> dict[str, object]:
        figures = {name: {"median": value, "unit": unit} for name, (value, unit) in self.figures.items()}
        return {"bench": self.bench, "rows": self.rows, "figures": figures, "ratios": self.ratios, "goals": self.goals}

    def _judged(self, name: str) -> str:
        goal = self.goals.get(name)
        if goal is None:
            return f"{self.ratios[name]:,}"
        return f"{self.ratios[name]:,} ({'meets' if self.ratios[name] >= goal else 'misses'} {goal:,})"

    def _table(self, what: str, rows: list[tuple[str, str]]) -> Table:
        table = Table(what, "median", title=f"{self.bench}: {self.rows:,} rows", title_justify="left")
        table.columns[1].justify = "right"
        for row in rows:
            table.add_row(*row)
        return table


def _rounded(value: float) -> float:
    """Three digits that mean something."""
    return float(f"{value:.3g}") if abs(value) < 1000 else round(value)  # noqa: PLR2004
