"""What a model of buying sees of the customers: how often, how recently, for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.fit import Floats


@dataclass(frozen=True)
class Purchases:
    """Customers in groups of equal history: every array has one element a group. Times are days, or any one unit."""

    frequency: NDArray[np.int64]
    """Purchases after the first; several on one day count once."""
    recency: Floats
    """From the first purchase to the last; 0 where there was one."""
    age: Floats
    """From the first purchase to now."""
    people: Floats
    """Customers with this history."""

    def __post_init__(self) -> None:
        if len({len(self.frequency), len(self.recency), len(self.age), len(self.people)}) > 1:
            raise ValueError("frequency, recency, age and people have one element a group each")
        if len(self.frequency) and (self.frequency.min() < 0 or self.recency.min() < 0):
            raise ValueError("frequency and recency are not negative")
        if np.any(self.recency > self.age):
            raise ValueError("nobody's last purchase lies in the future: recency is at most age")
        if np.any((self.frequency == 0) != (self.recency == 0)):
            raise ValueError("recency is 0 where, and only where, frequency is 0")

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def total(self) -> float:
        """Customers in all groups."""
        return float(self.people.sum())
