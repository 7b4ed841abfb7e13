"""Where the values of NDJSON lie in its bytes: a block of lines is cut by the column in some passes over it, without any Python a row.

A line is taken as `{` key `:` value `,` key `:` value `}`, with one blank at most after a colon or comma, as programs write it.
Every byte of it is judged: a key is one of the contract's, byte for byte, or another string; a value is a string in which no quote is
left, or what `typed` must take as a whole. JSON can be read in one way only, so a line whose pieces are what they seem is the object
they make. Quotes and brackets are counted to find the pieces, not to judge them. Anything else raises one of vector.DOUBTS.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from roundtrip.load.cells import Bytes, Cells, Others, Positions, texts
from roundtrip.load.reader import MAX_LINE
from roundtrip.load.value import has_nul

QUOTE, OPEN, CLOSE, COLON, COMMA, SPACE, NEWLINE, RETURN = b'"{}:, \n\r'
IN_CAPITALS = 0xDF
"""Of the bytes that { and } share with [ and ]."""

bytearray(31 << 20)
# Allocated to be freed: until glibc has seen a block as large as that go, it hands arrays of more than 128 KiB back to the kernel
# each time, and a third of the work here is page faults.


class _Spans(NamedTuple):
    """First bytes, and those after the last; of strings their quotes, of lines their braces."""

    starts: Positions
    ends: Positions


def cut(block: bytes, names: pa.Array) -> Cells:
    """names: of the columns, as JSON writes them and in the order of the cells."""
    lines, row, keys, values = _pairs(block)
    written, others = texts(block, *keys), None
    column = pc.index_in(written, names)
    if column.null_count:
        is_known = column.is_valid().to_numpy(zero_copy_only=False)
        raw = texts(block, values.starts[~is_known], values.ends[~is_known])
        others = Others(row[~is_known], written.filter(column.is_null()), raw)
        column, row, values = column.drop_null(), row[is_known], _Spans(*(ends[is_known] for ends in values))
    starts, ends = _table(column.to_numpy() * len(lines.starts) + row, values, lines, len(names))
    return Cells(block, starts, ends, others)


def _pairs(block: bytes) -> tuple[_Spans, Positions, _Spans, _Spans]:
    """The lines; and of each pair its row, its key and its value."""
    content = np.frombuffer(block, np.uint8)
    lines = _lines(block, content)
    strings = _strings(block, lines)
    of_keys = np.flatnonzero(content[strings.ends + 1] == COLON)
    keys = _Spans(strings.starts[of_keys] + 1, strings.ends[of_keys])
    first = np.searchsorted(keys.starts, lines.starts)
    if first[-1] == len(of_keys) or (keys.starts[first] != lines.starts + 2).any():
        raise ValueError("an object that does not begin with a key")
    values = _values(content, keys, lines, first)
    _require_strings(content, strings, of_keys + 1, values)
    return lines, np.repeat(np.arange(len(first)), np.diff(first, append=len(of_keys))), keys, values


def _table(cell: Positions, values: _Spans, lines: _Spans, columns: int) -> _Spans:
    """By column and row; where a row has none, both are its line's start."""
    starts, ends = (np.tile(lines.starts, columns) for _ in range(2))
    starts[cell], ends[cell] = values
    if np.count_nonzero(starts != ends) != len(cell):
        raise ValueError("a field twice in a row")
    return _Spans(starts.reshape(columns, -1), ends.reshape(columns, -1))


def _values(content: Bytes, keys: _Spans, lines: _Spans, first: Positions) -> _Spans:
    """The value of each key, which goes to the comma before the next or to the line's last brace; first: each row's first key."""
    starts = keys.ends + 2
    starts += content[starts] == SPACE
    ends = np.append(keys.starts[1:] - 2, 0)
    ends -= content[ends] == SPACE
    ends[np.append(first[1:], 0) - 1] = lines.ends
    if np.count_nonzero(content[ends] == COMMA) != len(ends) - len(first) or (starts >= ends).any():
        raise ValueError("pairs without a comma between them, or without a value")
    return _Spans(starts, ends)


def _require_strings(content: Bytes, strings: _Spans, after: Positions, values: _Spans) -> None:
    """Each value that starts with a quote is one string. after: the next of each key."""
    is_string = content[values.starts] == QUOTE
    after = np.minimum(after, len(strings.ends) - 1)
    is_one = strings.starts[after] == values.starts
    is_one &= strings.ends[after] == values.ends - 1
    if (is_string > is_one).any():
        raise ValueError("not one string")


def _lines(block: bytes, content: Bytes) -> _Spans:
    """The first and the last byte of each line, a brace both; nothing in them that no text may hold."""
    newlines = np.flatnonzero(content == NEWLINE)
    ends = newlines if block.endswith(b"\n") else np.append(newlines, len(block))
    starts = np.append(0, ends[:-1] + 1)
    is_returned = content[ends - 1] == RETURN
    lasts = ends - 1 - is_returned
    if (content[starts] != OPEN).any() or (content[lasts] != CLOSE).any() or (ends - starts).max() > MAX_LINE:
        raise ValueError("lines that are no objects")
    has_escaped_nul = b"\\" in block and has_nul(block)  # the first is ten times as fast
    if np.count_nonzero(content < SPACE) != len(newlines) + np.count_nonzero(is_returned) or has_escaped_nul:
        raise ValueError("control characters")
    offsets = np.array([0, len(block)], np.int32)
    pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(offsets), pa.py_buffer(block)]).validate(full=True)
    return _Spans(starts, lasts)


def _strings(block: bytes, lines: _Spans) -> _Spans:
    """The quotes around strings of the objects themselves, not of what lies in them."""
    content, quotes, brackets = _marks(block)
    before = np.searchsorted(quotes, brackets)  # so many quotes; where they are even, the bracket lies in no string
    brackets, before = brackets[before % 2 == 0], before[before % 2 == 0]
    is_open = content[brackets] & IN_CAPITALS == ord("[")
    depth = np.cumsum(np.where(is_open, 1, -1))
    is_outermost = np.where(is_open, depth == 1, depth == 0)
    if not np.array_equal(brackets[is_outermost], np.column_stack(lines).ravel()):
        raise ValueError("not an object a line")
    if not is_outermost.all():
        is_inner = np.where(is_open, depth - 1, depth) == 1
        quotes = _outer(quotes, before[is_inner & is_open], before[is_inner & ~is_open])
    return _Spans(quotes[0::2], quotes[1::2])


def _marks(block: bytes) -> tuple[Bytes, Positions, Positions]:
    """The block, its quotes and its brackets. A backslash takes away what the next byte means; outside of strings there is none in
    JSON."""
    if b"\\" in block:
        block = block.replace(rb"\\", b"..").replace(rb"\"", b"..")
    content = np.frombuffer(block, np.uint8)
    capital = content & IN_CAPITALS
    is_bracket = capital == ord("[")
    is_bracket |= capital == ord("]")
    return content, np.flatnonzero(content == QUOTE), np.flatnonzero(is_bracket)


def _outer(quotes: Positions, opened: Positions, closed: Positions) -> Positions:
    """Quotes that lie in no inner object or array; opened, closed: how many were before each began and ended."""
    is_outer = np.ones(len(quotes), bool)
    sizes = closed - opened
    ends = np.cumsum(sizes)
    is_outer[np.arange(sizes.sum()) + np.repeat(closed - ends, sizes)] = False
    outer: Positions = quotes[is_outer]
    return outer
