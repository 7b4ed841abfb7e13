"""The bench of lifetime value still runs, and still fits both shops alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_a_small_one_ends_with_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.value"],
        cwd=settings.PROJECT,
        env=os.environ | {"PEOPLE": "3000"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])

    assert (said["bench"], said["rows"]) == ("value", 3000)
    assert {"vs_lifetimes_cdnow", "million_within_20_s", "million_within_1_gb"} <= set(said["ratios"])
