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

    def grouped(self) -> Purchases:
        """The same customers, those of one history together: what a fit needs, and a hundredth of the rows."""
        histories = np.stack([self.frequency.astype(np.float64), self.recency, self.age])
        order = np.lexsort(histories)
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = np.any(np.diff(histories[:, order]) != 0, axis=0)
        first = order[begins]
        people = np.add.reduceat(self.people[order], np.flatnonzero(begins)) if len(order) else self.people
        return Purchases(self.frequency[first], self.recency[first], self.age[first], people)

    def __getitem__(self, chosen: slice | NDArray[np.bool_] | NDArray[np.int64]) -> Purchases:
        """Some of the groups."""
        return Purchases(self.frequency[chosen], self.recency[chosen], self.age[chosen], self.people[chosen])
