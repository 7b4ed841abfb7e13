"""Intervals under one another: the thick line is the 95 % interval, the thin one stays right for nightly readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from matplotlib.axes import Axes

from roundtrip.measure.report.plots.svg import colour, drawing

ROW = 46
AXIS = 40
TONES = {"better": "good", "worse": "bad", "inconclusive": "wait", "invalid": "muted"}


@dataclass(frozen=True)
class Interval:
    """One row, in the unit of the axis."""

    label: str
    figure: str
    """The estimate as text, at the right above its line."""
    estimate: float
    low: float
    high: float
    always_low: float
    always_high: float
    verdict: str
    truth: float | None = None
    """What a simulator knows to be true."""


def forest(name: str, title: str, rows: Sequence[Interval], unit: str) -> Markup:
    """One interval a row, zero marked; `unit` stands under the axis."""
    description = "; ".join(f"{row.label}: {row.figure}" for row in rows)
    height = ROW * len(rows) + AXIS
    with drawing(name, title, description, height) as made:
        axes = made.axes
        axes.set_position((0, AXIS / height, 1, ROW * len(rows) / height))
        axes.set_xlim(*_limits(rows))
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=6)
        axes.set_xlabel(unit, fontsize=11)
        for position, row in enumerate(rows):
            _draw(axes, position, row)
    return made.svg


def _draw(axes: Axes, position: int, row: Interval) -> None:
    tone, line = colour(TONES[row.verdict]), position + 0.68
    write: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 12}
    axes.text(0, position + 0.28, row.label, color=colour("muted"), **write)
    axes.text(1, position + 0.28, row.figure, ha="right", fontweight="bold", **write)
    axes.vlines(0, line - 0.17, line + 0.32, color=colour("muted"), linewidth=1)
    axes.hlines(line, row.always_low, row.always_high, color=tone, linewidth=1.4)
    axes.hlines(line, row.low, row.high, color=tone, linewidth=6, alpha=0.45)
    axes.plot(row.estimate, line, "o", color=tone, markersize=7)
    if row.truth is not None:
        axes.plot(row.truth, line, "D", color=colour("paper"), markeredgecolor=colour("ink"), markersize=6)


def _limits(rows: Sequence[Interval]) -> tuple[float, float]:
    ends = [0.0, *(end for row in rows for end in (row.always_low, row.always_high, row.truth or 0.0))]
    room = 0.06 * (max(ends) - min(ends) or 1.0)
    return min(ends) - room, max(ends) + room
