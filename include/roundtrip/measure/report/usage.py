"""How the app is used, at a glance: who comes, how often, how long; as figures and as small plots by day and week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.trend import stacked, trend

Rows = Sequence[Mapping[str, Any]]
Plots = Iterator[tuple[str, Markup]]
MINIMUM = 3
"""A line through fewer days or weeks shows nothing."""
SECONDS_A_MINUTE = 60
DAYS_A_WEEK = 7


def figures(night: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, figure, in small) for the newest day, week and month; nothing where nothing is known."""
    newest = {row["period"]: row for row in night["usage_periods"]}
    if not night["usage"] or not {"week", "month"} <= newest.keys() or not newest["month"]["sessions"]:
        return []
    day, week, month = night["usage"][-1], newest["week"], newest["month"]
    return [
        ("Active on " + words.short_day(day["day"]), words.count(day["active_people"]), f"{words.count(day['new_people'])} new"),
        ("This week", words.count(week["active_people"]), _so_far(week, DAYS_A_WEEK)),
        ("This month", words.count(month["active_people"]), f"{words.percent(stickiness(month), 0)} of them on a day (stickiness)"),
        ("A session", words.decimal(_minutes(month)) + " min", f"{words.decimal(_sessions_each(month))} a person this month"),
    ]  # fmt: skip


def stickiness(period: Mapping[str, Any]) -> float:
    """Mean share of a period's active people who are active on one of its days."""
    people_days = period["days"] * period["active_people"]
    return float(period["active_days"] / people_days) if people_days else 0.0


def plots(night: Mapping[str, Any]) -> Plots:
    """Headings with their plots. Only weeks that are over are drawn: one that is not would look like a fall."""
    days, weeks = (
        night["usage"],
        [row for row in night["usage_periods"] if row["period"] == "week" and row["days"] == DAYS_A_WEEK],
    )
    yield from _people(days)
    yield from _line(days, "day", "usage-sessions", "Sessions", lambda row: row["sessions"])
    yield from _line(weeks, "period_start", "usage-week", "People active in a week", lambda row: row["active_people"])
    yield from _line(
        weeks, "period_start", "usage-stickiness", "Stickiness, by week", _stickiness_in_percent, show=_percent
    )


def _people(days: Rows) -> Plots:
    layers = {
        "Back again": [float(row["active_people"] - row["new_people"]) for row in days],
        "New": [float(row["new_people"]) for row in days],
    }
    if len(days) >= MINIMUM and any(row["active_people"] for row in days):
        heading = "People active in the app"
        yield heading, stacked("usage-active-people", heading, _dates(days, "day"), layers)


def _line(
    rows: Rows,
    on: str,
    name: str,
    heading: str,
    measure: Callable[[Mapping[str, Any]], float],
    *,
    show: Callable[[float], str] = words.count,
) -> Plots:
    values = [float(measure(row)) for row in rows]
    if len(rows) >= MINIMUM and any(values):
        yield heading, trend(name, heading, _dates(rows, on), values, show)


def _stickiness_in_percent(period: Mapping[str, Any]) -> float:
    return 100 * stickiness(period)


def _percent(hundredths: float) -> str:
    return words.percent(hundredths / 100, 0)


def _dates(rows: Rows, on: str) -> list[date]:
    return [date.fromisoformat(row[on]) for row in rows]


def _so_far(period: Mapping[str, Any], whole: int) -> str:
    return "" if period["days"] == whole else f"after {words.plural(period['days'], 'day')} of {whole}"


def _minutes(period: Mapping[str, Any]) -> float:
    return float(period["session_seconds"] / period["sessions"]) / SECONDS_A_MINUTE


def _sessions_each(period: Mapping[str, Any]) -> float:
    return float(period["sessions"] / period["active_people"]) if period["active_people"] else 0.0
