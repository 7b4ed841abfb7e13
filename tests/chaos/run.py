"""Many seeds on a few lanes, each lane a process with everything of its own."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from .checker import Violation
from .cluster import REPOSITORY
from .lane import Lane, a_lane
from .play import Result, play

LANES = max(2, (os.cpu_count() or 2) * 3 // 2)
"""More than cores: a scenario waits for leases to run out half of its time."""
_mine: list[Lane] = []
"""The lane of this process."""
_open = ExitStack()


@dataclass(frozen=True)
class Lanes:
    pool: ProcessPoolExecutor
    number: int

    def run(self, seeds: Iterable[int], variant: str | None = None) -> Iterator[Result]:
        """The result of every seed, in order, a few ahead of who asks; `variant` as in play()."""
        ahead: deque[Future[Result]] = deque()
        try:
            for seed in seeds:
                ahead.append(self.pool.submit(_play, seed, variant))
                if len(ahead) >= self.number:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:  # who asked has heard enough
            for future in ahead:
                future.cancel()


@contextmanager
def open_lanes(number: int = LANES) -> Iterator[Lanes]:
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(REPOSITORY)]))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=spawn, initializer=_open_lane) as pool:
        yield Lanes(pool, number)


def _open_lane() -> None:
    _mine.append(_open.enter_context(a_lane()))
    atexit.register(_open.close)


def _play(seed: int, variant: str | None) -> Result:
    began = time.monotonic()
    try:
        return play(_mine[0], seed, variant)
    except Exception as error:  # one scenario that cannot be played does not take the others with it
        fell = Violation("the scenario can be played", None, f"{type(error).__name__}: {error}")
        nothing: Counter[str] = Counter()
        told = tuple(traceback.format_exc().splitlines())
        return Result(seed, (fell,), nothing, nothing, nothing, 0, time.monotonic() - began, told)
