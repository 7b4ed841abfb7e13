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
    "no_variation": "in one of the two groups nobody has done it yet, or everybody has",
    "too_few_events": "fewer than five {events} in one of the two groups",
    "includes_zero": "for somebody who looks every night it could still be {low} to {high}",
}
VERDICTS = {"better": "better", "worse": "worse", "inconclusive": "too early to say", "invalid": "cannot be judged"}


@dataclass(frozen=True)
class Finding:
    """A sentence in three parts, so that a page may set each in its own type."""

    what: str
    how_sure: str
    so_what: str

    def __str__(self) -> str:
        return f"{self.what} {self.how_sure} {self.so_what}".strip()


def finding(answer: Answer, event: str, currency: str) -> Finding:
    """Treated against people left alone, in totals: `win_back brought 31 buyers more than leaving people alone.`"""
    return Finding(
        _what(answer, event, currency),
        _how_sure(answer, currency),
        _so_what(answer, event, _total(answer, currency), answer["n_treated"]),
    )


def variant_finding(answer: Answer, event: str, currency: str) -> Finding:
    """One variant against another, per 100 people or in money per person."""
    value = _rate(answer, currency)
    low, high = (value(answer[k]) for k in ("ci_low", "ci_high"))
    unit = "a person" if answer["metric"] == "revenue" else f"{words.event(event)} per 100 people"
    found = f"{answer['variant']} made {value(answer['diff'])} {unit} against {answer['baseline']}."
    sure = "" if answer["ci_low"] is None else f"95 % interval {low} to {high}."
    return Finding(
        found if answer["diff"] is not None else f"{answer['variant']}: no figure yet.",
        sure,
        _so_what(answer, event, value, 1),
    )


def _what(answer: Answer, event: str, currency: str) -> str:
    name, total, than = answer["campaign_id"], answer["incremental_total"], THAN[answer["comparison"]]
    if answer["verdict"] == "invalid":
        return f"{name} cannot be judged: its groups are not of the size they were drawn."
    if total is None:
        return f"{name} has nobody to be compared with yet."
    verb = "brought" if answer["verdict"] in ("better", "worse") else "seems to have brought"
    more = "more" if total >= 0 else "less" if answer["metric"] == "revenue" else "fewer"
    if answer["metric"] == "revenue":
        return f"{name} {verb} {words.money(abs(total), currency)} {more} {than}."
    return f"{name} {verb} {words.count(abs(total))} {words.event(event, round(abs(total)))} {more} {than}."


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


def _rate(answer: Answer, currency: str) -> Callable[[float | None], str]:
    if answer["metric"] == "revenue":
        return lambda minor: _plus(minor) + words.money(minor, currency, 2)
    return lambda share: words.signed(None if share is None else 100 * share, 1)


def _plus(number: float | None) -> str:
    return "+" if number is not None and number > 0 else ""
