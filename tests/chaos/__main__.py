"""`python -m tests.chaos`: what `make chaos` runs."""

from __future__ import annotations

import os
import sys

from .lane import a_lane
from .play import play

if __name__ == "__main__":
    with a_lane() as lane:
        for seed in range(int(os.environ.get("SEEDS", "3"))):
            result = play(lane, seed)
            print(seed, f"{result.seconds:.2f}s", dict(result.states), dict(result.hits), dict(result.errors), result.posts, *result.violations, sep="\n   ")
            if result.violations: print((lane.folder / f"diary-{seed}").read_text())
