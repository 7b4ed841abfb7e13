"""A file as a row of parts, each of which can be read in two ways: by the column, or record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from roundtrip.load.cells import Strings
from roundtrip.load.fault import Record

Values: TypeAlias = Sequence[Any] | pa.Array | Strings
"""A column's values, None where a row has none."""


@dataclass(frozen=True)
class Fields:
    """Rows of a part by the column."""

    lines: np.ndarray[Any, np.dtype[np.int64]]
    """Where each row starts."""
    values: Mapping[str, Values]
    """By the field's name in the file: all that the contract knows."""
    unknown: list[dict[str, Any]] | None = None
    """For each row the fields the contract does not know; None where there are none, or they are dropped."""


class Part(Protocol):
    """Some whole rows of a file: enough to be worth a column's while, few enough for memory."""

    @property
    def stands_alone(self) -> bool:
        """Whether it can be read while those after it are."""

    def halves(self) -> Sequence[Part]:
        """The same rows as two parts, in their order; nothing where that is not worth it, or cannot be done."""

    def fields(self) -> Fields:
        """The rows by the column; raises one of vector.DOUBTS where something is off."""

    def records(self) -> Iterator[Record]:
        """The rows one by one, bad ones with their fault."""
