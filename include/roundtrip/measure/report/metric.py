"""What the page says about one metric of one campaign: a finding in words, every comparison as interval and figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.forest import Interval, forest
from roundtrip.measure.report.sentences import Finding, finding, variant_finding

Answer = Mapping[str, Any]
METRICS = ("conversions", "revenue")
COMPARISONS = ("holdout", "global_control", "variant")


@dataclass(frozen=True)
class MetricView:
    metric: str
    heading: str
    main: Answer
    finding: Finding
    plot: Markup
    """Empty where no comparison has an interval yet."""
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Terms:
    """In which words and units a campaign is spoken of."""

    event: str
    currency: str
    truth: float | None
    """The uplift in conversion probability a simulator knows."""


def metric_views(name: str, answers: Sequence[Answer], terms: Terms) -> list[MetricView]:
    """One view a metric that has answers; `name` begins the ids of their drawings."""
    views = []
    for metric in METRICS:
        asked = sorted((answer for answer in answers if answer["metric"] == metric), key=_rank)
        if asked:
            heading = "Revenue" if metric == "revenue" else words.event(terms.event).capitalize()
            plot = _forest(f"{name}-{metric}", metric, asked, terms)
            main = main_answer(asked)
            views.append(MetricView(metric, heading, main, _finding(main, terms), plot, asked))
    return views


def main_answer(answers: Sequence[Answer]) -> Answer:
    """The one to say in words: the first in rank that has an interval, or else the first."""
    ranked = sorted(answers, key=_rank)
    return next((answer for answer in ranked if answer["ci_low"] is not None), ranked[0])


def _rank(answer: Answer) -> tuple[int, bool, str]:
    """The campaign's own holdout first, and everyone assigned first: caps that only treated people can reach
    may make the reachable differ between the groups."""
    return COMPARISONS.index(answer["comparison"]), answer["population"] != "assigned", answer["variant"]


def _finding(answer: Answer, terms: Terms) -> Finding:
    say = variant_finding if answer["comparison"] == "variant" else finding
    return say(answer, terms.event, terms.currency)


def _forest(name: str, metric: str, answers: Sequence[Answer], terms: Terms) -> Markup:
    rows = [_interval(answer, terms) for answer in answers if answer["ci_low"] is not None]
    unit = f"{terms.currency} per person" if metric == "revenue" else f"more {words.event(terms.event)} per 100 people"
    return forest(name, f"{unit}: estimates with intervals", rows, unit) if rows else Markup()


def _interval(answer: Answer, terms: Terms) -> Interval:
    is_money = answer["metric"] == "revenue"
    diff, low, high, always_low, always_high = (
        words.major(answer[end], terms.currency) if is_money else 100 * answer[end]
        for end in ("diff", "ci_low", "ci_high", "always_low", "always_high")
    )
    digits = 2 if is_money else 1
    figure = f"{words.signed(diff, digits)} ({words.decimal(low, digits)} to {words.decimal(high, digits)})"
    is_known = terms.truth is not None and answer["population"] == "would_send" and not is_money
    truth = 100 * terms.truth if terms.truth is not None and is_known else None
    return Interval(_label(answer), figure, diff, low, high, always_low, always_high, answer["verdict"], truth)


def _label(answer: Answer) -> str:
    population = words.POPULATIONS[answer["population"]]
    if answer["comparison"] == "variant":
        return f"{answer['variant']} against {answer['baseline']}, {population}"
    return f"against {words.COMPARISONS[answer['comparison']]}, {population}"
