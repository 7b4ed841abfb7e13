"""Columns of JSON are written as the exact path writes them, value by value."""

from __future__ import annotations

import math
from datetime import date

import pytest

from roundtrip.load import splice, value, vector, wire

DOCUMENTS = [
    "null",
    "n",
    "",
    "a\nb",
    "\n,null,\n",
    {},
    [],
    0,
    1.5,
    True,
    {"b": [None, {"n": "x\n"}], "a": None},
    [None],
    date(2026, 1, 31),
]


def written(documents: list[object]) -> bytes:
    return bytes(splice.payload(vector.json(None)(documents), len(documents)))


@pytest.mark.parametrize("gap", [[], [None]])
def test_json_is_written_value_by_value(gap):
    documents = [more for document in DOCUMENTS for more in (*gap, document)]
    one = value.json(is_text=False, most_bytes=None)
    assert written(documents) == b"".join(wire.NULL if each is None else one(each) for each in documents)


def test_a_column_of_gaps_is_written():
    assert written([None, None]) == 2 * wire.NULL


def test_not_a_number_is_no_gap():
    with pytest.raises(ValueError, match="not a number"):
        written([{"price": math.nan}, math.nan])
