"""Orders and acquisition by day, as small plots with their headings; nothing is drawn where nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.trend import stacked, trend

Rows = Sequence[Mapping[str, Any]]
MINIMUM_DAYS = 3
"""A line through fewer days shows nothing."""


def trends(night: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    currency = night["reporting"]["currency"]
    return [*_orders(night["usage"], currency), *_acquisition(night["acquisition"], currency)]


def _orders(rows: Rows, currency: str) -> Iterator[tuple[str, Markup]]:
    days = [date.fromisoformat(row["day"]) for row in rows]
    for measure, heading, show in (
        ("orders", "Orders, app and stores", words.count),
        ("revenue_minor", "Revenue, app and stores", _amount(currency)),
    ):
        values = [_value(row, measure, currency) for row in rows]
        if len(days) >= MINIMUM_DAYS and any(values):
            yield heading, trend(f"usage-{measure.replace('_', '-')}", heading, days, values, show)


def _acquisition(rows: Rows, currency: str) -> Iterator[tuple[str, Markup]]:
    days = sorted({row["day"] for row in rows})
    for measure, heading, show in (
        ("installs", "Installs by source", words.count),
        ("spend_minor", "Spent on advertising", _amount(currency)),
    ):
        layers = _by_source(rows, days, measure, currency)
        if len(days) >= MINIMUM_DAYS and layers:
            on = [date.fromisoformat(day) for day in days]
            yield heading, stacked(f"acquisition-{measure.replace('_', '-')}", heading, on, layers, show)


def _by_source(rows: Rows, days: Sequence[str], measure: str, currency: str) -> dict[str, list[float]]:
    """One value a day for each source type that has any, the largest source first."""
    found = {(row["source_type"], row["day"]): _value(row, measure, currency) for row in rows}
    layers = {
        source: [found.get((source, day), 0) for day in days] for source in sorted({source for source, _ in found})
    }
    return dict(sorted(((s, v) for s, v in layers.items() if any(v)), key=lambda layer: -sum(layer[1])))


def _value(row: Mapping[str, Any], measure: str, currency: str) -> float:
    return words.major(row[measure], currency) if measure.endswith("_minor") else float(row[measure])


def _amount(currency: str) -> Callable[[float], str]:
    return lambda units: words.money(units * 10 ** words.DECIMALS.get(currency, 2), currency)
