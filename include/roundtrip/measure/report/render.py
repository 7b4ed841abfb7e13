"""summary → one self-contained HTML page. All text from data is escaped; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from roundtrip.measure.report import acquired, attributed, returns, usage, valued, words
from roundtrip.measure.report.campaign import campaign_view
from roundtrip.measure.report.totals import durations, sources
from roundtrip.measure.report.trends import trends

TEMPLATES = Path(__file__).parent / "templates"
FILTERS = (
    "count",
    "decimal",
    "signed",
    "percent",
    "p_value",
    "money",
    "day",
    "short_day",
    "moment",
    "seconds",
    "plural",
    "reason",
)
"""Functions of `words` that templates may use as filters."""


def render(night: Mapping[str, Any], *, is_demo: bool, truth: Mapping[str, float] | None = None) -> str:
    """The page of one summary (schema 1). `truth`: a simulator's uplift in conversion probability, by campaign."""
    known = truth or {}
    views = [
        campaign_view(night, number, known.get(campaign["campaign_id"]))
        for number, campaign in enumerate(night["campaigns"])
    ]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            night=night,
            is_demo=is_demo,
            campaigns=[view for view in views if view.metrics or view.flow],
            usage_figures=usage.figures(night),
            trends=[*usage.plots(night), *trends(night)],
            retention=returns.retention(night["retention"]),
            funnels=returns.funnels(night["funnels"]),
            durations=durations(night["steps"]),
            sources=sources(night["acquisition"]),
            acquisition_plots=acquired.plots(night),
            value_plots=valued.plots(night),
            attribution_goals=attributed.goals(night),
            attribution_gap_plot=attributed.gap_plot(night["attribution_gap"]),
            currency=night["reporting"]["currency"],
            timezone=night["reporting"]["timezone"],
        )
    )


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in FILTERS:
        made.filters[name] = getattr(words, name)
    made.globals["words"] = words
    made.globals["acquired"] = acquired
    made.globals["attributed"] = attributed
    made.globals["valued"] = valued
    made.globals["css"] = Markup((TEMPLATES / "report.css").read_text())  # noqa: S704  our own file
    return made
