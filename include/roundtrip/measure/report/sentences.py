"""What an answer means, in sentences: the number first, then how sure it is. Plain text, not HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from roundtrip.measure.report import words

Answer = Mapping[str, Any]
"""One item of the summary's `lift`."""

THAN = {"holdout": "than leaving people alone", "global_control": "than no marketing at all"}
WAITING = {
    "empty_arm": "nobody is in one of the two groups yet",
    "too_few_people": "one of the two groups has a single person in it",
    "no_variation": "everybody has done the same so far",
    "too_few_events": "the smaller group is too small for five {events} to be expected in it",
    "includes_zero": "for somebody who looks every night it could still be {low} to {high}",
}


@dataclass(frozen=True)
class Finding:
    """A sentence in three parts, so that a page may set each in its own type."""

    what: str
    how_sure: str
    so_what: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.how_sure, self.so_what) if part)


def finding(answer: Answer, event: str, currency: str) -> Finding:
    """Treated against people left alone, in totals: `win_back brought 31 buyers more than leaving people alone.`"""
    return Finding(
        _what(answer, event, currency),
        _how_sure(answer, currency),
        _so_what(answer, event, _total(answer, currency), answer["n_treated"]),
    )


def variant_finding(answer: Answer, event: str, currency: str) -> Finding:
    """One variant against another, per 100 people or in money per person."""
    if answer["ci_low"] is None or answer["verdict"] == "invalid":
        what = f"{answer['variant']} and {answer['baseline']} cannot be told apart yet."
        return Finding(what, "", _so_what(answer, event, words.count, 1))
    rate = _rate(answer, currency)
    much = rate(abs(answer["diff"]))
    unit = "a person" if answer["metric"] == "revenue" else "per 100 people"
    what = "" if answer["metric"] == "revenue" else f" {words.event(event)}"
    return Finding(
        f"{_stands(answer, answer['variant'])} {much}{what} {_more(answer, answer['diff'])} {unit} than {answer['baseline']}.",
        f"95 % interval {rate(answer['ci_low'])} to {rate(answer['ci_high'])}.",
        _so_what(answer, event, rate, 1),
    )


def _what(answer: Answer, event: str, currency: str) -> str:
    name, total, than = answer["campaign_id"], answer["incremental_total"], THAN[answer["comparison"]]
    if answer["verdict"] == "invalid":
        return f"{name} cannot be judged: its groups are not of the size they were drawn."
    if total is None or answer["incremental_low"] is None:
        return f"What {name} brought cannot be told yet."
    is_money = answer["metric"] == "revenue"
    much = words.money(abs(total), currency) if is_money else words.count(abs(total))
    what = "" if is_money else f" {words.event(event, round(abs(total)))}"
    return f"{_stands(answer, name)} {much}{what} {_more(answer, total)} {than}."


def _stands(answer: Answer, name: str) -> str:
    """`brought` is for what is proven."""
    return f"{name} brought" if answer["verdict"] in ("better", "worse") else f"So far {name} stands at"


def _more(answer: Answer, difference: float) -> str:
    if difference >= 0:
        return "more"
    return "less" if answer["metric"] == "revenue" else "fewer"


def _how_sure(answer: Answer, currency: str) -> str:
    if answer["incremental_low"] is None:
        return ""
    show = _total(answer, currency)
    return f"95 % interval {show(answer['incremental_low'])} to {show(answer['incremental_high'])}."


def _so_what(answer: Answer, event: str, show: Callable[[float], str], people: int) -> str:
    if answer["verdict"] == "invalid":
        return f"A split this uneven comes by chance less than once in a thousand times (p {words.p_value(answer['srm_p'])})."
    if answer["verdict"] != "inconclusive":
        return ""
    ends = {end: show(people * (answer[f"always_{end}"] or 0)) for end in ("low", "high")}
    why = WAITING[answer["reason"]].format(events=words.event(event), **ends)
    nights = answer["nights_needed"]
    wait = f"; about {words.plural(nights, 'night')} more at this pace" if nights else ""
    return f"Too early to say: {why}{wait}."


def _total(answer: Answer, currency: str) -> Callable[[float], str]:
    if answer["metric"] == "revenue":
        return lambda minor: words.money(minor, currency)
    return words.count


def _rate(answer: Answer, currency: str) -> Callable[[float], str]:
    if answer["metric"] == "revenue":
        return lambda minor: words.money(minor, currency, 2)
    return lambda share: words.decimal(100 * share, 1)
