"""`python -m tests.chaos`: what `make chaos` runs. SEEDS= says how many, SEED= repeats one, VARIANT= plays a broken sender."""

from __future__ import annotations

import os
import sys

from .run import LANES, open_lanes
from .table import progress, table

SEEDS = 1000


def main() -> int:
    one = os.environ.get("SEED")
    seeds = [int(one)] if one else list(range(int(os.environ.get("SEEDS") or SEEDS)))
    number = min(LANES, len(seeds))
    print(f"{len(seeds)} scenarios on {number} lanes", file=sys.stderr)
    with open_lanes(number) as lanes:
        results = progress(lanes.run(seeds, os.environ.get("VARIANT")), len(seeds))
    print(table(results))
    return int(any(each.violations for each in results))


if __name__ == "__main__":
    sys.exit(main())
