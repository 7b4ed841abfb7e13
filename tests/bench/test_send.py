"""The bench of sending still runs, and every message it counts was accepted."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_a_small_one_ends_with_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.send"],
        cwd=settings.PROJECT,
        env=os.environ | {"ROWS": "100", "ROUNDS": "1", "MEMORY": "20"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["bench"] == "send"
    assert said["goals"].keys() <= said["ratios"].keys()
    assert {"vs_send_each_50_ms", "vs_one_a_request_50_ms", "vs_helper_classes_50_ms"} <= said["goals"].keys()
    assert {"push_10000_a_second_50_ms", "database_under_120_us", "memory_is_flat"} <= said["goals"].keys()
