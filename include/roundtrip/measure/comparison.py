"""Which arm is judged against which, from the rows of results.lift_statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from roundtrip.measure.lift import Arm

BASELINES = {"global_control": "control", "holdout": "holdout"}
"""The arm that was left alone, by comparison. Variants have none: the first by name stands for the others' baseline."""


@dataclass(frozen=True)
class Comparison:
    """One question: what did `arm` change about `metric`, against `baseline`? `variant` is '' for all together."""

    campaign_id: str
    comparison: str
    population: str
    variant: str
    metric: str
    arm: str
    baseline: str


@dataclass(frozen=True)
class Arms:
    treated: Arm
    control: Arm
    drawn: Sequence[Arm]
    """Every arm of the draw, for the sample ratio."""


def comparisons(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Comparison, Arms]]:
    """Pair the arms of each draw; a baseline nobody fell into yet still gives an (inconclusive) answer."""
    for draw, members in groupby(sorted(rows, key=_draw), key=_draw):
        campaign_id, comparison, population, variant, metric = draw
        arms = {str(row["arm"]): _arm(row) for row in members}
        baseline = BASELINES.get(comparison, min(arms))
        for name in sorted(arms.keys() - {baseline}):
            of_variant = variant if comparison in BASELINES else name
            question = Comparison(campaign_id, comparison, population, of_variant, metric, name, baseline)
            yield question, Arms(arms[name], arms.get(baseline, Arm(0, 0, 0)), list(arms.values()))


def _draw(row: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    variant = "" if row["comparison"] not in BASELINES else row["variant"] or ""
    return row["campaign_id"], row["comparison"], row["population"], variant, row["metric"]


def _arm(row: Mapping[str, Any]) -> Arm:
    share = row["expected_share"]
    sums = {name: row[name] or 0 for name in ("sum_y", "sum_y2", "sum_x", "sum_x2", "sum_xy")}
    return Arm(n=int(row["n"]), **sums, expected_share=None if share is None else float(share))
