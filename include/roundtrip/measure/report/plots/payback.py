"""What cohorts have brought back of what they cost, by age: one line a cohort, the newest strongest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.svg import colour, drawing

HEIGHT = 210
FAINTEST = 0.25


def payback(name: str, title: str, cohorts: Mapping[str, Sequence[tuple[int, float]]]) -> Markup:
    """`cohorts`, the oldest first: by label their (age in days, share of spend brought back), ages ascending."""
    said = "; ".join(
        f"{label} {words.percent(curve[-1][1], 0)} after {curve[-1][0]} days" for label, curve in cohorts.items()
    )
    with drawing(name, title, f"{title}: {said}.", HEIGHT) as made:
        axes = made.axes
        axes.axhline(1, color=colour("muted"), linewidth=1.2, linestyle=(0, (4, 3)))
        for number, (label, curve) in enumerate(cohorts.items(), 1):
            strength = FAINTEST + (1 - FAINTEST) * number / len(cohorts)
            ages, shares = zip(*curve, strict=True)
            axes.plot(
                ages, shares, "o-", color=colour("accent"), alpha=strength, linewidth=2, markersize=3.5, clip_on=False
            )
            axes.annotate(
                label, (ages[-1], shares[-1]), (6, 0), textcoords="offset points", va="center", fontsize=11,
                color=colour("muted"), annotation_clip=False,
            )  # fmt: skip
        axes.set_position((0.13, 0.17, 0.72, 0.78))
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: words.percent(share, 0)))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.yaxis.grid(True)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=11)
        axes.set_xlabel("days since they came", fontsize=11)
    return made.svg
