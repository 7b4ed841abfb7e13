"""Chance, one stream for each purpose and day: what is drawn for one never shifts what is drawn for another."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Streams:
    """All the chance of one simulation.

    Base behaviour is drawn from streams that messages never touch, so that two simulations with one seed differ by
    what their messages did and by nothing else (common random numbers).
    """

    seed: int

    def of(self, purpose: str, day: int = 0) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode()), day])
