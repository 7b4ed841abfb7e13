"""What people are worth: by source with its interval, how the forecast did, and whether it lost to what anybody could say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.calibration import calibration
from roundtrip.measure.report.plots.forest import Interval, forest

Rows = Sequence[Mapping[str, Any]]
FEWEST_DECILES = 2
FORECASTS = {
    "model": "the model",
    "average": "everybody as all did on average",
    "as_before": "everybody as they did before",
}
MEASURES = {"purchases": "Purchases", "value": "Spend"}
ESTIMATES = {"bg_nbd_gamma_gamma": "BG/NBD and Gamma-Gamma", "average_rate": "the average rate of all"}
KINDS = {
    "order_app": "orders in the app",
    "order_web": "orders on the web site",
    "order_store": "orders in shops",
    "subscription": "subscriptions",
    "ad_view": "advertising shown",
    "ad_spend": "advertising bought",
}


def plots(night: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    """Heading and drawing; what has nothing to draw is left out."""
    currency = night["reporting"]["currency"]
    found = [
        ("What a person of each source is worth in the year to come", by_source(night["value_groups"], currency)),
        ("What was forecast of customers, and what came", _calibration(night["value_calibration"], currency)),
    ]
    return [(heading, plot) for heading, plot in found if plot]


def by_source(groups: Rows, currency: str) -> Markup | None:
    """Expected spend within a year a person acquired, by source; None where no interval is known."""
    rows = [
        _interval(group, currency)
        for group in groups
        if group["dimension"] == "source_type" and group["value_365_low_minor"] is not None
    ]
    return forest("value-by-source", "Expected within a year, a person", rows, f"{currency} a person") if rows else None


def verdict(rows: Rows) -> str:
    """What the back-test says of the forecast, in a sentence; empty where there is none."""
    ours = [row for row in rows if row["forecast"] == "model"]
    if not ours:
        return ""
    tried = f"Asked {ours[0]['held_back_days']} days ago, of {words.count(ours[0]['customers'])} customers"
    lost = [MEASURES[row["measure"]].lower() for row in ours if row["loses_to_naive"]]
    if lost:
        return f"{tried}, the model was worse than a naive forecast of {' and of '.join(lost)}: do not build on it yet."
    return f"{tried}, no naive forecast was better than the model."


def _calibration(deciles: Rows, currency: str) -> Markup | None:
    if len(deciles) < FEWEST_DECILES:
        return None
    predicted = [row["predicted_minor"] for row in deciles]
    actual = [row["actual_minor"] for row in deciles]
    return calibration(
        "value-calibration", "Forecast and what came, by tenths of the customers", predicted, actual, currency
    )


def _interval(group: Mapping[str, Any], currency: str) -> Interval:
    low, middle, high = (group[f"value_365_{end}_minor"] / group["people"] for end in ("low", "mid", "high"))
    figure = f"{words.money(middle, currency, 2)} ({words.money(low, currency, 2)} to {words.money(high, currency, 2)})"
    middle, low, high = (words.major(minor, currency) for minor in (middle, low, high))
    return Interval(group["value"], figure, middle, low, high, low, high, "inconclusive")
