"""How far apart several answers to one question lie: a line from the lowest to the highest, with some of them marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from matplotlib.axes import Axes

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.svg import colour, drawing

ROW = 34
AXIS = 58
MARKS = (("o", "paper", "○"), ("o", "accent", "●"), ("D", "good", "◆"))
"""Marker, what fills it, and its sign in words: for the first, second and third answer that is marked."""


@dataclass(frozen=True)
class Spread:
    label: str
    values: Mapping[str, float]
    """Answers by who gave them."""


def spread(name: str, title: str, rows: Sequence[Spread], marked: Sequence[str], unit: str) -> Markup:
    """One line a row, from zero; `marked` are the answers that have a sign of their own, three at most."""
    height = ROW * len(rows) + AXIS
    with drawing(name, title, "; ".join(f"{row.label}: {_said(row)}" for row in rows), height) as made:
        axes = made.axes
        axes.set_position((0.02, AXIS / height, 0.96, ROW * len(rows) / height))
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=6)
        axes.set_xlim(0, 1.05 * max(max(row.values.values()) for row in rows) or 1)
        signs = " · ".join(f"{sign} {who}" for (_, _, sign), who in zip(MARKS, marked, strict=True))
        axes.set_xlabel(f"{unit}\n{signs}; the line: all models", fontsize=11)
        for position, row in enumerate(rows):
            _draw(axes, position, row, marked)
    return made.svg


def _draw(axes: Axes, position: int, row: Spread, marked: Sequence[str]) -> None:
    line, write = position + 0.72, {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 12}
    _write(axes, position, row, write)
    axes.hlines(line, min(row.values.values()), max(row.values.values()), color=colour("muted"), linewidth=4, alpha=0.5)
    for (marker, filled, _), who in zip(MARKS, marked, strict=True):
        if who in row.values:
            axes.plot(
                row.values[who], line, marker, color=colour(filled), markeredgecolor=colour("ink"), markersize=6,
                clip_on=False, linestyle="",
            )  # fmt: skip


def _write(axes: Axes, position: int, row: Spread, write: dict[str, Any]) -> None:
    axes.text(0, position + 0.3, row.label, color=colour("muted"), **write)
    axes.text(1, position + 0.3, _said(row), ha="right", fontweight="bold", **write)


def _said(row: Spread) -> str:
    low, high = (words.decimal(end(row.values.values())) for end in (min, max))
    return low if low == high else f"{low} to {high}"
