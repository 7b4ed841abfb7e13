"""The values of a block of NDJSON where they lie: first and last byte of each, by the column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from roundtrip.load import wire
from roundtrip.load.splice import Piece

Positions = np.ndarray[Any, np.dtype[np.int64]]
"""In the block's bytes."""
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Others(NamedTuple):
    """Fields the contract does not know: the row of each, and its name and value as JSON writes them."""

    rows: Positions
    names: pa.Array
    values: pa.Array


@dataclass(frozen=True)
class Cells:
    """The values of a block's rows."""

    block: bytes
    starts: Positions
    """By column and row: the first byte of the value; where there is none, the end is the same."""
    ends: Positions
    others: Others | None = None

    @cached_property
    def content(self) -> Bytes:
        return np.frombuffer(self.block, np.uint8)

    @cached_property
    def has_escapes(self) -> bool:
        return b"\\" in self.block

    @cached_property
    def written(self) -> bytearray:
        """The block to be written over, and a null."""
        return bytearray(self.block + wire.NULL)

    def raw(self, column: int) -> pa.Array:
        """The values as they are written, strings in their quotes."""
        starts, ends = self.starts[column], self.ends[column]
        return texts(self.block, starts, ends, starts != ends)


@dataclass(frozen=True)
class Strings:
    """The strings of a column, where they lie."""

    cells: Cells
    starts: Positions
    ends: Positions
    is_there: Mask

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def null_count(self) -> int:
        return len(self.starts) - int(np.count_nonzero(self.is_there))

    @cached_property
    def sizes(self) -> Positions:
        """Bytes of each; -1 where there is none."""
        return np.where(self.is_there, self.ends - self.starts, -1) if self.null_count else self.ends - self.starts

    def array(self) -> pa.Array:
        return texts(self.cells.block, self.starts, self.ends, self.is_there)

    def to_pylist(self) -> list[str | None]:
        return self.array().to_pylist()  # type: ignore[no-any-return]

    def fields(self) -> Piece:
        """As fields in a binary COPY: a field's length is written over the four bytes before it, of which its own quote, the colon
        and the quote after its name are three, so that both lie in one piece."""
        written = self.cells.written
        lengths = np.ndarray(len(written) - 3, ">i4", written, strides=(1,))
        if not self.null_count:
            starts, ends = self.starts - 4, self.ends
            lengths[starts] = self.sizes
            return Piece(written, starts, ends)
        lengths[self.starts[self.is_there] - 4] = self.sizes[self.is_there]
        end = len(written)
        return Piece(written, np.where(self.is_there, self.starts, end) - 4, np.where(self.is_there, self.ends, end))


def texts(block: bytes, starts: Positions, ends: Positions, is_there: Mask | None = None) -> pa.Array:
    """What lies between, null where nothing is there; starts and ends never fall."""
    offsets = np.empty(2 * len(starts), np.int32)
    offsets[0::2], offsets[1::2] = starts, ends
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(block)]
    between = pa.Array.from_buffers(pa.string(), max(len(offsets) - 1, 0), buffers)
    every_other = np.arange(0, len(offsets), 2, dtype=np.int32)
    return between.take(pa.array(every_other, mask=None if is_there is None or is_there.all() else ~is_there))
