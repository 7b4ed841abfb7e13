"""Facts as columns: numpy arrays of one length, a position being one person, session or event."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Arrays of one length, taken and joined together."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def where(self, chosen: Ints) -> Self:
        return type(self)(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        return cls(**{column.name: np.concatenate([getattr(p, column.name) for p in parts]) for column in fields(cls)})
