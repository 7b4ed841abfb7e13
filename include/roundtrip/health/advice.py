"""The one export to ask for next: the absent feed that would make most things work, or bring most of them nearer.

Every segment, report, channel and active campaign that lacks something counts one, shared evenly among what it lacks: a feed
that alone stands between a campaign and its people gets all of that campaign's weight, one of three that are lacking a third.
Of two that weigh the same, the one whose people can be told by more kinds of identifier that feeds already here use comes first:
what it says is then of people we know.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pydantic import BaseModel

from roundtrip.domain.feed import Feed
from roundtrip.health.wants import Need, Want


class Opened(BaseModel):
    """What an absent feed would make work, or bring nearer."""

    kind: str
    name: str
    lacks_also: list[str]
    """What else it lacks, a line each; feeds that could each fill the gap stand together."""


class Advice(BaseModel):
    """An absent feed, and why to ask for it."""

    feed: str
    files: str
    needed_for: str
    weight: float
    """Things it would make work; one that lacks more counts in part."""
    opens: list[Opened]
    joins_by: list[str]
    """Kinds of identifier it shares with feeds that are here."""


def advice(feeds: Sequence[Feed], wanted: Sequence[Want], present: set[str]) -> list[Advice]:
    """Absent feeds that are not optional, the one to ask for next first."""
    here = {kind for feed in feeds if feed.name in present for kind in _kinds(feed)}
    absent = [feed for feed in feeds if feed.name not in present and not feed.optional]
    asked = [_of(feed, wanted, present, here) for feed in absent]
    return sorted(asked, key=lambda found: (-found.weight, -len(found.joins_by), found.feed))


def _of(feed: Feed, wanted: Sequence[Want], present: set[str], here: set[str]) -> Advice:
    weight = Fraction()
    opens = []
    for want in wanted:
        lacking = want.lacks(present)
        others = [need for need in lacking if feed.name not in need]
        if len(others) < len(lacking):
            weight += Fraction(len(lacking) - len(others), len(lacking))
            opens.append(Opened(kind=want.kind, name=want.name, lacks_also=[_in_words(need) for need in others]))
    opens.sort(key=lambda opened: len(opened.lacks_also))
    return Advice(
        feed=feed.name,
        files=feed.files,
        needed_for=feed.needed_for,
        weight=float(weight),
        opens=opens,
        joins_by=sorted(_kinds(feed) & here),
    )


def _kinds(feed: Feed) -> set[str]:
    return {column.identifies for column in feed.columns.values() if column.identifies}


def _in_words(need: Need) -> str:
    return " or ".join(sorted(need))
