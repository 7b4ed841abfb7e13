"""A small shop, simulated once for all tests that only look."""

from __future__ import annotations

import contextlib
import csv
import gzip
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from demo.simulator import Identifier, Simulation

FIRST_NIGHT = date(2026, 11, 10)


Rows = Callable[[Path, str], Iterator[dict[str, Any]]]


@pytest.fixture(scope="session")
def read() -> Rows:
    """`read(landing, feed)`: rows of a feed's NDJSON or CSV files that can be read, without their empty fields."""

    def rows(landing: Path, feed: str) -> Iterator[dict[str, Any]]:
        for path in sorted((landing / feed).glob("*.ndjson.gz")):
            for line in gzip.decompress(path.read_bytes()).splitlines():
                with contextlib.suppress(orjson.JSONDecodeError):
                    if isinstance(row := orjson.loads(line), dict):
                        yield row
        for path in sorted((landing / feed).glob("*.csv")):
            with path.open(newline="") as lines:
                yield from ({name: value for name, value in row.items() if value} for row in csv.DictReader(lines))

    return rows


@pytest.fixture(scope="session")
def shop_and_truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Simulation]:
    """3,000 people: their landing after 21 days of history and the days of two nights, and the simulation that wrote it."""
    landing = tmp_path_factory.mktemp("shop")
    simulation = Simulation(7, 3000, 21, FIRST_NIGHT, landing)
    simulation.write_history()
    for offset in range(2):
        simulation.write_day(FIRST_NIGHT + timedelta(days=offset))
    return landing, simulation


@pytest.fixture(scope="session")
def shop(shop_and_truth: tuple[Path, Simulation]) -> Path:
    return shop_and_truth[0]


@pytest.fixture(scope="session")
def humans(shop_and_truth: tuple[Path, Simulation]) -> list[frozenset[Identifier]]:
    """Of the shop's people: for each, the identifiers that lead to them."""
    return list(shop_and_truth[1].humans())


@pytest.fixture
def simulate(tmp_path: Path) -> Callable[..., tuple[Simulation, Path]]:
    """A simulation whose history is written, and its landing; four days of history unless told otherwise."""
    numbers = iter(range(100))

    def make(seed: int = 7, people: int = 400, history_days: int = 4) -> tuple[Simulation, Path]:
        landing = tmp_path / str(next(numbers))
        simulation = Simulation(seed, people, history_days, FIRST_NIGHT, landing)
        simulation.write_history()
        return simulation, landing

    return make
