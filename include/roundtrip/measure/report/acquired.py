"""What brought people and whether it paid: returns by campaign with their intervals, payback by cohort, the next money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.forest import Interval, forest
from roundtrip.measure.report.plots.payback import payback

Rows = Sequence[Mapping[str, Any]]
NOT_YET = "not yet known"
FEWEST_AGES = 2
"""A curve needs two."""
MOST_COHORTS = 6
EVIDENCE = {
    "attributed": "known person by person",
    "aggregate": "counted by Apple, nobody named",
    "unattributed": "of a network or a person that keeps it to itself",
}
REASONS = {
    "too_few_days": "too few days of spend",
    "too_few_payers": "too few people who paid",
    "spend_hardly_varies": "spend hardly varies",
    "not_told_apart": "cannot be told apart from the best",
}


def plots(night: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    """Heading and drawing; without a whole week, or without spend, there is none."""
    found = [
        ("Brought back of what the advertising of a week cost", payback_curves(night["payback"])),
        ("What a campaign returned beyond its cost", returns(night["budget"])),
        ("What a campaign should return in a year beyond its cost", expected(night["acquisition_campaigns"])),
    ]
    return [(heading, plot) for heading, plot in found if plot]


def payback_curves(rows: Rows) -> Markup | None:
    """The newest cohorts; `rows` by cohort and age."""
    grouped = ((week, list(ages)) for week, ages in groupby(rows, key=lambda row: row["cohort_week"]))
    curves = {
        words.short_day(week): [(row["age_days"], row["value_minor"] / row["spend_minor"]) for row in ages]
        for week, ages in grouped
        if len(ages) >= FEWEST_AGES and all(row["spend_minor"] for row in ages)
    }
    newest = dict(list(curves.items())[-MOST_COHORTS:])
    return payback("payback", "Brought back of spend, by week from", newest) if newest else None


def returns(rows: Rows) -> Markup | None:
    """Average return of each campaign less 1, so that zero is the money back."""
    known = [row for row in rows if row["average_return"] is not None]
    if not known:
        return None
    unit = f"value within {known[0]['horizon_days']} days of acquisition, less cost, by cost"
    return forest("campaign-returns", "Return by campaign", [_interval(row, "average_return") for row in known], unit)


def expected(rows: Rows) -> Markup | None:
    """Lifetime value by cost of each campaign less 1, for those whose interval is known."""
    known = [row for row in rows if row["return_expected_low"] is not None]
    if not known:
        return None
    unit = "value so far and of the year to come, less cost, by cost; 80 % interval"
    return forest("campaign-worth", "Worth by campaign", [_interval(row, "return_expected") for row in known], unit)


def _interval(row: Mapping[str, Any], figure: str) -> Interval:
    low, mid, high = (row[f"{figure}{end}"] - 1 for end in ("_low", "", "_high"))
    verdict = "better" if low > 0 else "worse" if high < 0 else "inconclusive"
    return Interval(label(row), words.signed(mid, 2), mid, low, high, low, high, verdict)


def label(row: Mapping[str, Any]) -> str:
    return f"{row['partner']} · {row['campaign'] or 'no campaign named'}"


def known_percent(share: float | None) -> str:
    return NOT_YET if share is None else words.percent(share, 0)


def advice(row: Mapping[str, Any], currency: str) -> str:
    """What to do about a campaign's budget, in a sentence."""
    if row["shift_minor"]:
        verb = "Spend more" if row["shift_minor"] > 0 else "Spend less"
        return f"{verb}: {words.money(abs(row['shift_minor']), currency, 2)} a day"
    return f"Leave it: {REASONS[row['reason']]}"
