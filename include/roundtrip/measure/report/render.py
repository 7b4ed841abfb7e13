"""summary → one self-contained HTML page. All text from data is escaped; nothing is fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.campaign import campaign_view
from roundtrip.measure.report.plots.trend import stacked, trend

TEMPLATES = Path(__file__).parent / "templates"
MINIMUM_DAYS = 3
"""A line through fewer days shows nothing."""


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
            trends=_trends(night),
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
    for name in (
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
    ):
        made.filters[name] = getattr(words, name)
    made.globals["words"] = words
    made.globals["css"] = Markup((TEMPLATES / "report.css").read_text())  # noqa: S704  our own file
    return made


def _trends(night: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    """Small plots by day, each with its heading, where there are days enough."""
    currency = night["reporting"]["currency"]

    def amount(units: float) -> str:
        return words.money(units * 10 ** words.DECIMALS.get(currency, 2), currency)

    plots: list[tuple[str, Markup]] = []
    usage = night["usage"]
    days = [date.fromisoformat(row["day"]) for row in usage]
    if len(days) >= MINIMUM_DAYS:
        revenue = [words.major(row["revenue_minor"], currency) for row in usage]
        plots += [
            (
                "People active in the app",
                trend("usage-people", "People active in the app", days, [r["active_people"] for r in usage]),
            ),
            ("Orders, app and stores", trend("usage-orders", "Orders", days, [r["orders"] for r in usage])),
            ("Revenue, app and stores", trend("usage-revenue", "Revenue", days, revenue, amount)),
        ]
    came = sorted({row["day"] for row in night["acquisition"]})
    if len(came) >= MINIMUM_DAYS:
        on = [date.fromisoformat(day) for day in came]
        installs = _by_source(night["acquisition"], came, "installs")
        spend = {
            source: [words.major(v, currency) for v in values]
            for source, values in _by_source(night["acquisition"], came, "spend_minor").items()
            if any(values)
        }
        plots.append(("Installs by source", stacked("acquisition-installs", "Installs by source", on, installs)))
        if spend:
            plots.append(
                ("Spent on advertising", stacked("acquisition-spend", "Spent on advertising", on, spend, amount))
            )
    return plots


def _by_source(rows: Sequence[Mapping[str, Any]], days: Sequence[str], measure: str) -> dict[str, list[float]]:
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        values[row["source_type"]][row["day"]] = row[measure]
    ordered = sorted(values, key=lambda source: -sum(values[source].values()))
    return {source: [values[source].get(day, 0) for day in days] for source in ordered}
