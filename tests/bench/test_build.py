"""The bench of builds still runs, and a day on top of a history answers as DuckDB does, row by row."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_a_small_one_ends_with_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.build"],
        cwd=settings.PROJECT,
        env=os.environ | {"ROWS": "10000", "DAYS": "6"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])

    assert said["bench"] == "build"
    assert {"day_vs_full", "sessions_vs_duckdb", "retention_vs_duckdb", "rfv_vs_duckdb"} <= set(said["ratios"])
