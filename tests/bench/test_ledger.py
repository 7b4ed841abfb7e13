"""The bench of the ledger still runs, and the ledger still lets its messages go."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_a_small_one_ends_with_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.ledger"],
        cwd=settings.PROJECT,
        env=os.environ | {"MESSAGES": "1000", "BATCH": "500"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])

    assert (said["bench"], said["rows"]) == ("ledger", 1000)
    assert {"claim", "in flight", "record", "a message"} <= set(said["figures"])
    assert "under_120_us" in said["ratios"]
