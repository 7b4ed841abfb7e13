"""The same for Parquet: two hundred mutated files, none stops the night, none loses a row."""

from __future__ import annotations

import os
import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
from tests.integration.load.conftest import AS_OF
from tests.integration.load.mutated.parquet import BYTES, CONTRACT, Made, made

from roundtrip.load import load_night

SEED = int(os.environ.get("SEED", "20261122"))
FILES = 200


def test_whatever_happened_to_parquet_files_nothing_is_lost(contracts, tmp_path, look):
    contracts(visits=CONTRACT)
    (tmp_path / "landing" / "visits").mkdir(parents=True)
    files: dict[str, Made] = {}
    for number in range(FILES):
        of = made(number, random.Random(f"{SEED}/{number}"))  # noqa: S311 - mutations are to be repeated, not secret
        files[f"visits/{number:03}"] = of
        (tmp_path / "landing" / "visits" / f"{number:03}").write_bytes(of.stored)
    (report,) = load_night(AS_OF, feeds=["visits"]).feeds
    batches = {
        file: counts
        for file, *counts in look("select file, rows_in, rows_loaded, rows_quarantined, batch_id from raw.batch")
    }
    raw = Counter(look("select batch_id from raw.visits"))
    refused = Counter(look("select batch_id from raw.quarantine where line > 0"))
    keys = set(look("select visit_id from raw.visits"))
    for file, of in files.items():
        told = f"{file} ({of.mutation}), SEED={SEED}"
        if file in batches:
            rows_in, loaded, quarantined, batch_id = batches[file]
            assert of.rows in (None, rows_in), told
            assert (raw[batch_id], refused[batch_id]) == (loaded, quarantined), told
            assert of.good <= keys, told
        else:
            assert of.mutation in BYTES, f"{told}: {report.refused.get(file, 'neither loaded nor refused')}"
            twins = [name for name, other in files.items() if other.stored == of.stored and name in batches]
            assert file in report.refused or twins, told


def test_a_time_beyond_every_calendar_costs_its_own_row(contracts, tmp_path, look, load):
    contracts(visits=CONTRACT)
    times = pa.array([2**62, 1_793_000_000_000_000], pa.int64()).cast(pa.timestamp("us", "UTC"))
    table = pa.table({"visit_id": ["a", "b"], "started_at": times, "pages": [1, 2], "note": ["x", None]})
    (tmp_path / "landing" / "visits").mkdir(parents=True)
    pq.write_table(table, tmp_path / "landing" / "visits" / "a")
    brought = load("visits")
    assert (brought.loaded, brought.quarantined) == (1, 1)
    assert look("select line, field from raw.quarantine") == [(1, "started_at")]
    assert look("select visit_id, line from raw.visits") == [("b", 2)]
