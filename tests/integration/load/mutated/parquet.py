"""Parquet files, good ones and what can happen to them. They hold no lines, so what must become of one is known from its making."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

CONTRACT = """
feed: visits
files: visits/*
format: parquet
mode: append
key: [visit_id]
event_time: started_at
freshness: 36 hours
minimum_rows: 1
unknown_columns: keep
side: app
needed_for: tests
columns:
  visit_id:   {type: text, required: true}
  started_at: {type: timestamp, required: true}
  pages:      {type: integer, minimum: 0}
  note:       {type: text}
"""
Row = dict[str, Any]
Change = Callable[[random.Random, list[Row]], None]


@dataclass(frozen=True)
class Made:
    """A mutated file and what is known of it. A file whose bytes were spoiled may load or be refused."""

    mutation: str
    stored: bytes
    rows: int | None
    good: frozenset[str]
    """Keys that must be in raw."""


def made(number: int, dice: random.Random) -> Made:
    rows: list[Row] = [
        {
            "visit_id": f"v{number}-{n}",
            "started_at": datetime(2026, 11, dice.randrange(1, 10), tzinfo=UTC),
            "pages": dice.randrange(100),
            "note": dice.choice(["Köln", "東京", None, "x" * 300]),
        }
        for n in range(dice.randrange(5, 40))
    ]
    name = dice.choice(sorted(ROWS | BYTES))
    if name in BYTES:
        return Made(name, BYTES[name](dice, _written(rows)), None, frozenset())
    before = {row["visit_id"]: repr(row) for row in rows}
    ROWS[name](dice, rows)
    same = frozenset(row["visit_id"] for row in rows if before.get(row["visit_id"]) == repr(row))
    return Made(name, _written(rows), len(rows), same)


def _written(rows: list[Row]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=10)
    return out.getvalue()


def _some(**values: list[Any]) -> Change:
    """Some rows, all of one type, get one of these values in that column."""

    def change(dice: random.Random, rows: list[Row]) -> None:
        for row in dice.sample(rows, 3):
            row.update({name: dice.choice(choice) for name, choice in values.items()})

    return change


def _retyped(dice: random.Random, rows: list[Row]) -> None:
    kind: Callable[[Any], Any] = dice.choice([str, float, lambda n: [n], lambda n: {"n": n}, lambda n: n > 50])
    for row in rows:
        row["pages"] = kind(row["pages"])


def _repeated(dice: random.Random, rows: list[Row]) -> None:
    rows += [row | {"pages": 7} for row in dice.sample(rows, 3)]


def _flipped(dice: random.Random, stored: bytes) -> bytes:
    content = bytearray(stored)
    for _ in range(dice.randrange(1, 10)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


ROWS: dict[str, Change] = {
    "nothing": lambda *_: None,
    "numbers out of range": _some(pages=[-1, -(2**63)]),
    "times in 1970 and 2100": _some(started_at=[datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]),
    "nothing where something must be": _some(visit_id=[None, ""], started_at=[None]),
    "NUL bytes": _some(note=["a\0b"]),
    "a column retyped": _retyped,
    "a column more": lambda _, rows: [row.update(more={"deep": [1, None]}) for row in rows] and None,
    "same keys, other content": _repeated,
}
BYTES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "bytes flipped": _flipped,
    "file cut": lambda dice, stored: stored[: dice.randrange(len(stored))],
    "empty file": lambda *_: b"",
    "another format": lambda *_: b'{"visit_id": "v"}\n',
}
