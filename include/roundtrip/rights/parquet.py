"""The same for Parquet files, which have no lines: batches of rows pass through, with the file's own columns and types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from roundtrip.load.landing import LandedFile, RefusedFile
from roundtrip.load.records import Record
from roundtrip.rights.draft import Draft
from roundtrip.rights.names import Names

ROWS = 8_192
Judge = Callable[[Record], bool]


def record(content: dict[str, Any]) -> Record:
    return Record(0, orjson.dumps(content, default=str), content)


def batches(file: LandedFile) -> Iterator[pa.RecordBatch]:
    """The file's rows; raises RefusedFile where it is no whole Parquet file."""
    with file.open() as stored:
        try:
            yield from pq.ParquetFile(stored).iter_batches(ROWS)
        except (pa.ArrowException, OSError) as error:
            raise RefusedFile(f"is no whole Parquet file ({error})") from error


def count_named(file: LandedFile, is_theirs: Judge, names: Names) -> tuple[int, int]:
    """Rows about the person, and rows that hold a word of theirs."""
    own = mentioned = 0
    for batch in batches(file):
        for each in map(record, batch.to_pylist()):
            own += is_theirs(each)
            mentioned += names.are_in(each.raw)
    return own, mentioned


def copy_without(file: LandedFile, draft: Draft, is_theirs: Judge, cleaned: Callable[[bytes], bytes]) -> None:
    writer = None
    for batch in batches(file):
        writer = writer or pq.ParquetWriter(draft.stream, batch.schema)
        rows = [row for row in batch.to_pylist() if not is_theirs(record(row))]
        kept = [_replaced(row, cleaned) for row in rows]
        writer.write_batch(pa.RecordBatch.from_pylist(kept, schema=batch.schema))
    if writer:
        writer.close()


def _replaced(value: Any, cleaned: Callable[[bytes], bytes]) -> Any:
    match value:
        case str():
            return cleaned(value.encode()).decode()
        case dict():
            return {name: _replaced(inner, cleaned) for name, inner in value.items()}
        case list():
            return [_replaced(inner, cleaned) for inner in value]
        case _:
            return value
