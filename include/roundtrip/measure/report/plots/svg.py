"""matplotlib figures as inline SVG: colours become CSS variables, text stays text, ids stay apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

COLOURS = {
    "ink": "#010101",
    "muted": "#020202",
    "rule": "#030303",
    "accent": "#040404",
    "accent-soft": "#050505",
    "good": "#060606",
    "bad": "#070707",
    "wait": "#080808",
    "paper": "#090909",
    "second": "#0a0a0a",
    "third": "#0b0b0b",
}
"""Stand-ins that no figure uses for themselves: each becomes var(--name), so that light and dark need one drawing."""

WIDTH = 360
"""Units of a drawing's width, about the CSS pixels of a phone: text stays legible on the smallest screen."""

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "roundtrip",
    "text.parse_math": False,
    "font.size": 12,
    "font.family": "sans-serif",
    "text.color": COLOURS["ink"],
    "axes.edgecolor": COLOURS["rule"],
    "axes.labelcolor": COLOURS["muted"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": COLOURS["rule"],
    "ytick.color": COLOURS["rule"],
    "xtick.labelcolor": COLOURS["muted"],
    "ytick.labelcolor": COLOURS["muted"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": COLOURS["rule"],
    "grid.linewidth": 0.8,
}


@dataclass
class Drawing:
    """A figure under way; `svg` is there once the `with` block has ended."""

    figure: Figure
    axes: Axes
    name: str
    title: str
    description: str
    svg: Markup = field(default=Markup())


@contextmanager
def drawing(name: str, title: str, description: str, height: float) -> Iterator[Drawing]:
    """A figure WIDTH by `height` CSS pixels; `name` begins its ids: unique on the page, and never text from data."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError(f"{name!r} is no name for a drawing; use a-z, 0-9 and -")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        FigureCanvasSVG(figure)
        made = Drawing(figure, figure.add_axes((0, 0, 1, 1)), name, title, description)
        yield made
        target = StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None})
    made.svg = _inline(target.getvalue(), made)


def colour(name: str) -> Any:
    return COLOURS[name]


def _inline(svg: str, made: Drawing) -> Markup:
    body = svg[svg.index("<svg") :]
    body = re.sub(
        r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL
    )  # its style would be the page's
    body = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{made.name}-", body)
    for variable, stand_in in COLOURS.items():
        body = body.replace(stand_in, f"var(--{variable})")
    view_box = re.search(r'viewBox="[^"]*"', body)
    if view_box is None:
        raise ValueError(f"drawing {made.name}: matplotlib wrote no viewBox")
    frame = f'<svg {view_box[0]} role="img" aria-labelledby="{made.name}-title {made.name}-desc">'
    words = f'<title id="{made.name}-title">{escape(made.title)}</title><desc id="{made.name}-desc">{escape(made.description)}</desc>'
    return Markup(frame + words + body[body.index(">") + 1 :])  # noqa: S704  matplotlib escapes its text
