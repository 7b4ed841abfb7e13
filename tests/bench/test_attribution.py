"""The bench of attribution still runs, with both sides crediting the same journeys."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from roundtrip import settings


def test_a_small_one_ends_with_its_figures():
    done = subprocess.run(
        [sys.executable, "-m", "bench.attribution"],
        cwd=settings.PROJECT,
        env=os.environ | {"PATHS": "300", "ROUNDS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])

    assert (said["bench"], said["rows"]) == ("attribution", 300)
    assert {"roundtrip", "package", "roundtrip_cpu", "package_cpu"} <= set(said["figures"])
    assert "vs_package" in said["ratios"]
