"""Each bench runs small, to its last line. No timing is asserted."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_the_loading_bench_says_all_its_figures():
    environment = os.environ | {"ROWS": "300", "ROUNDS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        env=environment,
        cwd=settings.PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["bench"] == "load"
    assert report["goals"].keys() <= report["ratios"].keys()
    assert {"vs_pandas", "vs_psycopg_json", "vs_psql_copy", "reload", "memory_is_flat"} == report["goals"].keys()


def test_the_identity_bench_says_all_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.identity"],
        env=os.environ | {"IDENTIFIERS": "2000"},
        cwd=settings.PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["bench"] == "identity"
    assert report["goals"].keys() == {"million_within_a_minute"} <= report["ratios"].keys()
    assert report["figures"]["night_identifiers"]["median"] > report["figures"]["history_identifiers"]["median"]
