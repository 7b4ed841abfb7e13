"""A small shop, simulated once for all tests that only look."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from demo.simulator import Simulation

FIRST_NIGHT = date(2026, 11, 10)


Rows = Callable[[Path, str], Iterator[dict[str, Any]]]


@pytest.fixture
def read() -> Rows:
    """`read(landing, feed)`: rows of a feed's NDJSON files that can be read."""

    def rows(landing: Path, feed: str) -> Iterator[dict[str, Any]]:
        for path in sorted((landing / feed).glob("*.ndjson.gz")):
            for line in gzip.decompress(path.read_bytes()).splitlines():
                with contextlib.suppress(orjson.JSONDecodeError):
                    if isinstance(row := orjson.loads(line), dict):
                        yield row

    return rows


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Landing of 3,000 people: 21 days of history and the days of two nights."""
    landing = tmp_path_factory.mktemp("shop")
    simulation = Simulation(7, 3000, 21, FIRST_NIGHT, landing)
    simulation.write_history()
    for offset in range(2):
        simulation.write_day(FIRST_NIGHT + timedelta(days=offset))
    return landing


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
