"""Rows of a binary COPY, put together from pieces that lie scattered in memory: in one pass of Arrow's over thousands of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

Offsets = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]
"""One a row."""
Buffer: TypeAlias = bytes | bytearray | memoryview | pa.Buffer


@dataclass(frozen=True)
class Piece:
    """Some bytes of every row: a field, a part of one, or several."""

    buffer: Buffer
    starts: Offsets | int
    """In the buffer; the same for every row where it is a number."""
    ends: Offsets | int

    def of_rows(self, rows: int) -> Iterator[bytes]:
        """The bytes of each row."""
        view = memoryview(self.buffer)
        starts, ends = (np.broadcast_to(at, rows).tolist() for at in (self.starts, self.ends))
        return (bytes(view[start:end]) for start, end in zip(starts, ends, strict=True))


def constant(content: bytes) -> Piece:
    """The same bytes in every row."""
    return Piece(content, 0, len(content))


def of_array(array: pa.Array) -> Piece:
    """The values of a binary or text array; nothing for a null."""
    _, offsets, content = array.buffers()
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    if array.null_count:
        return Piece(content or b"", ends[:-1], np.where(array.is_valid(), ends[1:], ends[:-1]))
    return Piece(content or b"", ends[:-1], ends[1:])


def of_records(records: np.ndarray[Any, Any], sizes: Offsets | int | None = None) -> Piece:
    """The bytes of an array's items; sizes: how many of each, where not all."""
    starts = np.arange(0, len(records) * records.itemsize, records.itemsize, dtype=np.int32)
    return Piece(pa.py_buffer(records), starts, starts + (records.itemsize if sizes is None else sizes))


def as_one(pieces: Sequence[Piece], rows: int) -> Piece:
    """The pieces of each row behind one another."""
    ends = np.cumsum(sum(np.broadcast_to(piece.ends - piece.starts, rows) for piece in pieces))
    return Piece(payload(pieces, rows), np.append(0, ends[:-1]), ends)


def payload(pieces: Sequence[Piece], rows: int) -> memoryview:
    """The pieces of each row behind one another, and row behind row."""
    offsets = np.empty((rows, len(pieces), 2), np.int32)
    bases: dict[int, int] = {}
    buffers: list[Buffer] = []
    size = 0
    for number, piece in enumerate(pieces):
        if id(piece.buffer) not in bases:
            bases[id(piece.buffer)] = size
            buffers.append(piece.buffer)
            size += memoryview(piece.buffer).nbytes
        base = bases[id(piece.buffer)]
        offsets[:, number, 0], offsets[:, number, 1] = base + piece.starts, base + piece.ends
    return _taken(offsets, b"".join(buffers))


def _taken(offsets: np.ndarray[Any, Any], content: bytes) -> memoryview:
    """An Arrow array goes from each offset to the next. Every other of its values is one of ours, and only these are taken."""
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(content)]
    between = pa.Array.from_buffers(pa.binary(), offsets.size - 1, buffers)
    ours = between.take(pa.array(np.arange(0, offsets.size, 2, dtype=np.int32)))
    return memoryview(ours.buffers()[2])
