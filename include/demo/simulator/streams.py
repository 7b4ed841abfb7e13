"""Chance, one stream for each purpose and day: what is drawn for one never shifts what is drawn for another."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from demo.simulator.columns import Floats, Ints

_GOLDEN, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@dataclass(frozen=True)
class Streams:
    """All the chance of one simulation.

    Base behaviour is drawn from streams that messages never touch, so that two simulations with one seed differ by
    what their messages did and by nothing else (common random numbers).
    """

    seed: int

    def of(self, purpose: str, day: int = 0) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode()), day])

    def of_facts(self, purpose: str, *facts: Ints) -> Floats:
        """Uniform in [0, 1) for each fact, a fact being one position of all columns: the same one whatever stands beside it.

        It is what chance about events and orders comes from, of which a message adds some (SplitMix64 as the hash).
        """
        state = np.full(len(facts[0]), zlib.crc32(purpose.encode()) ^ (self.seed << 32), dtype=np.uint64)
        for column in facts:
            state = _mixed(state ^ column.astype(np.uint64))
        uniform: Floats = (state >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return uniform


def _mixed(state: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    state = state + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))
