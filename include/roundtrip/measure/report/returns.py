"""Who comes back, as a curve, and how far people get in each funnel, as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report.plots.curve import curve

Rows = Sequence[Mapping[str, Any]]
MINIMUM = 2
"""A curve needs two days."""


@dataclass(frozen=True)
class FunnelBar:
    """One step: how many entries took it, and their share of all."""

    label: str
    reached: int
    share: float


def retention(rows: Rows) -> Markup | None:
    """The curve; None while too few days are over."""
    if len(rows) < MINIMUM or not all(row["people"] for row in rows):
        return None
    shares = {
        "on the very day": [row["returned"] / row["people"] for row in rows],
        "then or later": [row["returned_later"] / row["people"] for row in rows],
    }
    return curve("retention", "People who come back, by days since the first", [r["day_number"] for r in rows], shares)


def funnels(rows: Rows) -> list[tuple[str, list[FunnelBar]]]:
    """Each funnel with its steps in order; `rows` by funnel and step. Funnels nobody entered are left out."""
    found = ((name, _bars(list(steps))) for name, steps in groupby(rows, key=lambda row: row["funnel"]))
    return [(name.replace("_", " "), bars) for name, bars in found if bars]


def _bars(steps: Rows) -> list[FunnelBar]:
    return [
        FunnelBar(step["step_id"].replace("_", " "), step["reached"], step["reached"] / step["entered"])
        for step in steps
        if step["entered"]
    ]
