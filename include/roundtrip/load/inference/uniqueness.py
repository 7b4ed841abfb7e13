"""Which columns tell the rows of a sample apart. Rows that are the same in everything are one row that came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

TOGETHER = 3
"""Columns that are tried together at most."""


class Rows:
    """The distinct rows of a sample, each value a number that equal values of its column share."""

    def __init__(self, sampled: Sequence[Mapping[str, Any]], fields: Mapping[str, str]) -> None:
        """`fields`: the name in the file by column."""
        written = {name: pd.Series([str(row.get(source)) for row in sampled]) for name, source in fields.items()}
        codes = {name: pd.factorize(column)[0] for name, column in written.items()}
        self._frame = pd.DataFrame(codes).drop_duplicates()

    def __len__(self) -> int:
        return len(self._frame)

    def told_apart_by(self, columns: Sequence[str]) -> int:
        """How many different rows are left when only these columns are looked at."""
        return len(self._frame.drop_duplicates(list(columns)))

    def key(
        self, candidates: Sequence[str], *, beside: Sequence[str] = (), least: int = 1, most: int = TOGETHER
    ) -> tuple[str, ...] | None:
        """The first of the smallest sets of candidates that, beside those given, tells all rows apart."""
        for number in range(least, most + 1):
            for together in combinations(candidates, number):
                if self.told_apart_by([*beside, *together]) == len(self):
                    return together
        return None
