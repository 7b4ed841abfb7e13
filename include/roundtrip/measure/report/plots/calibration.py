"""What was forecast against what came, by tenths of the customers: on the line the forecast was right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from matplotlib.ticker import FuncFormatter, MaxNLocator

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.svg import colour, drawing

HEIGHT = 260
ROOM = 1.08


def calibration(name: str, title: str, predicted: Sequence[float], actual: Sequence[float], currency: str) -> Markup:
    """One point a tenth; both in minor units a customer."""
    end = ROOM * max(*predicted, *actual, 1.0)
    said = f"the highest tenth {words.money(predicted[-1], currency, 2)} forecast, {words.money(actual[-1], currency, 2)} came"
    with drawing(name, title, f"{title}: {said}.", HEIGHT) as made:
        axes = made.axes
        axes.plot((0, end), (0, end), color=colour("muted"), linewidth=1.2, linestyle=(0, (4, 3)))
        axes.plot(predicted, actual, "o", color=colour("accent"), markersize=6, clip_on=False)
        axes.set_position((0.17, 0.17, 0.79, 0.78))
        axes.set_xlim(0, end)
        axes.set_ylim(0, end)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(4))
            axis.set_major_formatter(FuncFormatter(lambda minor, _: words.money(minor, currency)))
        axes.grid(True)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=11)
        axes.set_xlabel("forecast a customer", fontsize=11)
        axes.set_ylabel("came", fontsize=11)
    return made.svg
