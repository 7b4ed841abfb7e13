"""How others bring the same events into the same typed table. None checks a contract, quarantines, or finds duplicates."""

from __future__ import annotations

import json
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Date, create_engine
from sqlalchemy.dialects.postgresql import JSONB

from bench.events import COLUMNS, OURS

CHUNK = 10_000
READY = ", ".join((*COLUMNS, *OURS))


def copy_ready_csv(psql: Path, url: str, table: str, ready: Path) -> None:
    r"""psql's \copy."""
    copy = rf"\copy {table} ({READY}) from '{ready}' csv"
    subprocess.run([psql, url, "-qX", "-v", "ON_ERROR_STOP=1", "-c", copy], check=True)


def psycopg_and_json(url: str, table: str, events: Path, rows: int) -> int:
    """The json module and COPY, a row at a time."""
    with (
        psycopg.connect(url) as db,
        events.open() as lines,
        db.cursor().copy(f"copy {table} ({READY}) from stdin") as copy,
    ):
        for line in islice(lines, rows):
            copy.write_row([*_cells(json.loads(line)), *OURS.values()])
    return rows


def _cells(event: dict[str, Any]) -> list[Any]:
    return [Jsonb(event[name]) if name == "properties" and name in event else event.get(name) for name in COLUMNS]


def pandas_to_sql(url: str, table: str, events: Path, rows: int) -> int:
    """read_json and to_sql, as its documentation shows them."""
    schema, name = table.split(".")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with events.open() as lines:
        for frame in pd.read_json(lines, lines=True, chunksize=CHUNK, nrows=rows, convert_dates=["occurred_at"]):
            frame.assign(**OURS).to_sql(
                name,
                engine,
                schema=schema,
                if_exists="append",
                index=False,
                dtype={"properties": JSONB, "known_as_of": Date},
            )
    engine.dispose()
    return rows
