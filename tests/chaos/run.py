"""Many seeds on a few lanes, each lane a process with everything of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

from .cluster import REPOSITORY
from .lane import Lane, a_lane
from .play import Result, play

LANES = max(2, (os.cpu_count() or 2) * 3 // 2)
"""More than cores: a scenario waits for leases to run out half of its time."""
_mine: list[Lane] = []
"""The lane of this process."""
_open = ExitStack()


def run(seeds: Sequence[int], variant: str | None = None, lanes: int = LANES) -> Iterator[Result]:
    """The result of every seed, in order; `variant` as in play()."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(REPOSITORY)]))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(lanes, len(seeds)), mp_context=spawn, initializer=_open_lane) as pool:
        yield from pool.map(_play, seeds, [variant] * len(seeds))


def _open_lane() -> None:
    import atexit

    _mine.append(_open.enter_context(a_lane()))
    atexit.register(_open.close)


def _play(seed: int, variant: str | None) -> Result:
    return play(_mine[0], seed, variant)
