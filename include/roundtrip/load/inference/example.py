"""The draft's example row: the fullest of the sample, with nobody in it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

from roundtrip.domain.column import ADDRESSES, Column
from roundtrip.load.inference.columns import Drafted
from roundtrip.load.inference.rules import FEW
from roundtrip.load.inference.sample import Sample

SOMEWHEN = datetime(1990, 1, 31, 12, tzinfo=UTC)
EXAMPLES = {"email": "ada@example.com", "phone": "+49 30 1234567", "push_token": "token-1"}


def example(sample: Sample, columns: list[Drafted]) -> dict[str, Any]:
    """The fullest row, with what tells who somebody is replaced: contracts lie in git."""
    fullest = max(sample.rows[:1000], key=lambda row: sum(value is not None for value in row.values()))
    return {c.seen.source: _shareable(c, fullest.get(c.seen.source)) for c in columns}


def _shareable(drafted: Drafted, value: Any) -> Any:
    column = drafted.column
    if value is None or value in drafted.seen.shape.exceptions:
        return "" if column.required else None
    if column.type in ADDRESSES:
        return EXAMPLES[column.type]
    if column.identifies or (column.type == "text" and drafted.seen.hint.is_id and not column.one_of):
        return f"{drafted.name}-1"
    if column.type == "json":
        return "{}" if isinstance(value, str) else type(value)()
    if column.personal or _is_wordy(drafted):
        return _made_up(column, is_text=isinstance(value, str))
    return float(value) if isinstance(value, Decimal) else value


def _is_wordy(drafted: Drafted) -> bool:
    """A text of many values with letters in them: a name nobody recognised may be among them."""
    column, counts = drafted.column, drafted.seen.counts
    if column.type != "text" or column.one_of or column.pattern or len(counts) <= FEW:
        return False
    return any(character.isalpha() for written in counts for character in written)


def _made_up(column: Column, *, is_text: bool) -> Any:
    """A value that loads and is nobody's."""
    if column.type == "text":
        return "made up"
    if column.type in ("date", "timestamp") and not column.unit:
        iso = SOMEWHEN.isoformat()[: 10 if column.type == "date" else None]
        return SOMEWHEN.strftime(column.format) if column.format else iso
    made: Any = True if column.type == "boolean" else 1
    return orjson.dumps(made).decode() if is_text else made
