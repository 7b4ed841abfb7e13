"""One quantity by day: small, without ornament, the last value written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.svg import colour, drawing

HEIGHT = 170
LAYERS = ("accent", "second", "third", "muted")


def trend(
    name: str, title: str, days: Sequence[date], values: Sequence[float], show: Callable[[float], str] = words.count
) -> Markup:
    """A line over its area; `days` ascending, one value each."""
    description = f"{title} by day, from {words.day(days[0])} to {words.day(days[-1])}; last {show(values[-1])}."
    with drawing(name, title, description, HEIGHT) as made:
        axes = made.axes
        axes.fill_between(_numbers(days), values, color=colour("accent-soft"), linewidth=0)
        axes.plot(_numbers(days), values, color=colour("accent"), linewidth=2, solid_joinstyle="round")
        axes.plot(_numbers(days)[-1], values[-1], "o", color=colour("accent"), markersize=6, clip_on=False)
        _frame(axes, days, show)
    return made.svg


def stacked(
    name: str,
    title: str,
    days: Sequence[date],
    layers: Mapping[str, Sequence[float]],
    show: Callable[[float], str] = words.count,
) -> Markup:
    """Bars by day, one colour a layer; at most four layers, a legend of their names above."""
    totals = ", ".join(f"{label} {show(sum(values))}" for label, values in layers.items())
    with drawing(name, title, f"{title} by day: {totals} in total.", HEIGHT) as made:
        axes, base = made.axes, [0.0] * len(days)
        for (label, values), tone in zip(layers.items(), LAYERS, strict=False):
            axes.bar(_numbers(days), values, bottom=base, width=0.72, color=colour(tone), label=label, linewidth=0)
            base = [below + value for below, value in zip(base, values, strict=True)]
        _frame(axes, days, show)
        if len(layers) > 1:
            _legend(axes)
    return made.svg


def _legend(axes: Axes) -> None:
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), ncols=len(LAYERS), frameon=False, fontsize=11,
        labelcolor=colour("muted"), handlelength=0.8, handleheight=0.8, columnspacing=1.2, borderpad=0, borderaxespad=0.4,
    )  # fmt: skip


def _numbers(days: Sequence[date]) -> list[int]:
    return [day.toordinal() for day in days]


def _frame(axes: Axes, days: Sequence[date], show: Callable[[float], str]) -> None:
    axes.set_position((0.13, 0.15, 0.85, 0.72))
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: show(value)))
    axes.yaxis.grid(True)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=11)
    shown = sorted({days[0], days[len(days) // 2], days[-1]})
    axes.set_xticks(_numbers(shown), [words.short_day(on) for on in shown])
