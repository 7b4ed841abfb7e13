"""Holds what was found out about who is one person against the truth."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from demo.simulator.humans import Identifier

HASHED = ("email", "phone")
Pair = tuple[Identifier, Identifier]


@dataclass(frozen=True)
class Verdict:
    """Pairs of identifiers that somebody found."""

    right: int
    """One person, and one human."""
    wrong: frozenset[Pair]
    """One person, and no human who has both."""
    missed: frozenset[Pair]
    """One human, and not one person."""

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


def judge(humans: Iterable[Collection[Identifier]], persons: Iterable[Collection[Identifier]]) -> Verdict:
    """`persons`: the identifiers of each person that was found; those of one human that nobody found are not looked for."""
    persons = list(persons)
    found = {pair for person in persons for pair in _pairs(person)}
    known = {identifier for person in persons for identifier in person}
    true = {pair for human in humans for pair in _pairs([identifier for identifier in human if identifier in known])}
    return Verdict(len(found & true), frozenset(found - true), frozenset(true - found))


def as_kept(humans: Iterable[Collection[Identifier]], key: bytes) -> Iterator[frozenset[Identifier]]:
    """The same humans as crm.identifier names them: addresses by their hash under the `pii_key`."""
    for human in humans:
        yield frozenset(
            (kind, hmac.digest(key, value.encode(), "sha256").hex() if kind in HASHED else value)
            for kind, value in human
        )


def by_person(identifiers: Iterable[tuple[int, str, str]]) -> list[frozenset[Identifier]]:
    """Identifiers of each person from rows of (person_id, kind, value)."""
    found: dict[int, set[Identifier]] = defaultdict(set)
    for person, kind, value in identifiers:
        found[person].add((kind, value))
    return [frozenset(identifiers) for identifiers in found.values()]


def _pairs(identifiers: Collection[Identifier]) -> Iterator[Pair]:
    return combinations(sorted(identifiers), 2)
