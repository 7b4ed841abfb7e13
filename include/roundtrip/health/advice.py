"""The one export to ask for next: the absent feed that would make most things work, or bring most of them nearer.

Every segment, report, channel and active campaign that lacks something counts one, shared evenly among what it lacks: a feed
that alone stands between a campaign and its people gets all of that campaign's weight, one of three that are lacking a third.
Of two that weigh the same, the one whose every row names people by kinds of identifier that feeds already here use comes first:
what it says is then of people we know.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
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
    asked_for = {feed.name: feed for feed in feeds if feed.name not in present and not feed.optional}
    found = [_of(feed, wanted, present, here, asked_for.keys()) for feed in asked_for.values()]
    return sorted(found, key=lambda a: (-a.weight, -_sure_joins(asked_for[a.feed], here), -len(a.joins_by), a.feed))


def _of(feed: Feed, wanted: Sequence[Want], present: set[str], here: set[str], asked_for: Set[str]) -> Advice:
    weight = Fraction()
    opens = []
    for want in wanted:
        lacking = want.lacks(present)
        others = [need for need in lacking if feed.name not in need]
        if len(others) < len(lacking):
            weight += Fraction(len(lacking) - len(others), len(lacking))
            opens.append(
                Opened(kind=want.kind, name=want.name, lacks_also=[_in_words(need, asked_for) for need in others])
            )
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


def _sure_joins(feed: Feed, here: set[str]) -> int:
    """Kinds by which every row of the feed can be told."""
    return sum(column.required and column.identifies in here for column in feed.columns.values())


def _in_words(need: Need, asked_for: Set[str]) -> str:
    """The feeds that would do; of ready shapes for some vendors' exports only where nothing else would."""
    return " or ".join(sorted(need & asked_for or need))
