"""Shares over days since a beginning: who is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.svg import colour, drawing

HEIGHT = 190
LINES = ("accent", "second")


def curve(name: str, title: str, days: Sequence[int], shares: Mapping[str, Sequence[float]]) -> Markup:
    """One line for each of at most two shares (0 to 1 by day, `days` ascending), its last value written at its end."""
    said = "; ".join(f"{label} {words.percent(values[-1], 0)}" for label, values in shares.items())
    with drawing(name, title, f"{title}, after {days[-1]} days: {said}.", HEIGHT) as made:
        axes = made.axes
        for (label, values), tone in zip(shares.items(), LINES, strict=False):
            axes.plot(days, values, "o-", color=colour(tone), linewidth=2, markersize=4, label=label, clip_on=False)
            axes.annotate(
                words.percent(values[-1], 0), (days[-1], values[-1]), (6, 0), textcoords="offset points", va="center",
                fontsize=11, color=colour("muted"), annotation_clip=False,
            )  # fmt: skip
        axes.set_position((0.13, 0.15, 0.75, 0.7))
        axes.set_ylim(0, 1)
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: words.percent(share, 0)))
        axes.yaxis.grid(True)
        axes.set_axisbelow(True)
        axes.set_xticks(days, [words.count(day) for day in days])
        axes.tick_params(labelsize=11)
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.14, 1), ncols=len(LINES), frameon=False, fontsize=11,
            labelcolor=colour("muted"), handlelength=1, columnspacing=1.2, borderpad=0, borderaxespad=0.4,
        )  # fmt: skip
    return made.svg
