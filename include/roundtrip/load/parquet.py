"""Parquet files: typed columns already. A row's line is its number; a bad one is quarantined as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from roundtrip import settings
from roundtrip.domain.feed import Feed
from roundtrip.load.fault import Fault, Record
from roundtrip.load.landing import LandedFile, RefusedFile
from roundtrip.load.part import Fields, Part, Values
from roundtrip.load.reader import checksum
from roundtrip.load.value import has_nul

ROWS = 8_192
"""Rows of a part."""
PAGES = 1 << 18
"""Bytes read of a column at a time."""


class ParquetSource:
    """One pass over the rows; the checksum costs a pass of its own, for a Parquet file is read from its end."""

    def __init__(self, feed: Feed, file: LandedFile) -> None:
        self._feed, self._file = feed, file
        self.checksum = ""

    def parts(self) -> Iterator[_Batch]:
        self.checksum = checksum(self._file)
        with self._file.open() as stored:
            try:
                rows = pq.ParquetFile(stored, buffer_size=PAGES, pre_buffer=False)
                self._judge(rows)
                first = 1
                for batch in rows.iter_batches(ROWS, use_threads=False):
                    batch.validate(full=True)  # a text that is no UTF-8 would stop the night at the server's door
                    yield _Batch(self._feed, batch, first)
                    first += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                raise RefusedFile(f"is no whole Parquet file ({error}); send it again") from error

    def _judge(self, file: pq.ParquetFile) -> None:
        """Raises RefusedFile where the file lacks columns or holds too much."""
        names = file.schema_arrow.names
        if lacking := self._feed.lacking(names):
            raise RefusedFile(
                f"lacks {', '.join(lacking)}; it has {', '.join(names)}. Send them, or change the contract"
            )
        if self._feed.unknown_columns == "refuse" and (unknown := sorted(set(names) - self._feed.sources().keys())):
            raise RefusedFile(
                f"the contract does not know {', '.join(unknown)}; add them to it, or write `unknown_columns: keep`"
            )
        most, held = settings.load().most_unpacked, _held(file.metadata)
        if held > most:
            raise RefusedFile(
                f"unpacks to more than {most:,} bytes; send it in parts, or raise ROUNDTRIP_MOST_UNPACKED"
            )


def _held(file: pq.FileMetaData) -> int:
    """Bytes the file holds unpacked, as far as it says; a value has one at least, however short its column is written."""
    said: int = sum(file.row_group(group).total_byte_size for group in range(file.num_row_groups))
    values: int = file.num_rows * file.num_columns
    return max(said, values)


@dataclass(frozen=True)
class _Batch:
    feed: Feed
    batch: pa.RecordBatch
    first: int

    stands_alone = True

    def halves(self) -> Sequence[Part]:
        return ()

    def fields(self) -> Fields:
        known = self.feed.sources().keys()
        there = set(self.batch.schema.names)
        nothing = pa.nulls(self.batch.num_rows, pa.string())
        values = {name: _values(self.batch.column(name) if name in there else nothing) for name in known}
        lines = np.arange(self.first, self.first + self.batch.num_rows, dtype=np.int64)
        others = [name for name in self.batch.schema.names if name not in known]
        if not others or self.feed.unknown_columns == "drop":
            return Fields(lines, values)
        return Fields(lines, values, self.batch.select(others).to_pylist())

    def records(self) -> Iterator[Record]:
        for line, content in enumerate(self._contents(), self.first):
            raw = _as_json(content)
            yield Record(line, raw, Fault("NUL byte") if has_nul(raw) else content)

    def _contents(self) -> list[dict[str, Any]]:
        try:
            return self.batch.to_pylist()  # type: ignore[no-any-return]
        except OverflowError:  # a time outside of Python's years; its row is told from the others cell by cell
            cells = ([_cell(cell) for cell in column] for column in self.batch.columns)
            return [dict(zip(self.batch.schema.names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cell(cell: pa.Scalar) -> Any:
    """The value, or the number behind it as a text, which no column of times takes."""
    try:
        return cell.as_py()
    except OverflowError:
        return str(getattr(cell, "value", cell.type))


def _values(column: pa.Array) -> Values:
    """The column in the types that vector reads; a NUL in it raises ValueError."""
    kind = column.type
    if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind):
        column = column.cast(pa.string())
    elif pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz and "UTC"))
    elif pa.types.is_integer(kind):
        column = column.cast(pa.int64())
    if pa.types.is_string(column.type):
        is_bad = pc.any(pc.match_substring(column, "\0")).as_py()
    else:
        is_bad = pa.types.is_nested(kind) and has_nul(_as_json(column.to_pylist()))
    if is_bad:
        raise ValueError("NUL byte")
    return column


def _as_json(content: Any) -> bytes:
    return orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS)
