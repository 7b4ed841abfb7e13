"""By what a person is known, and whether a record or some bytes name them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from roundtrip.domain.column import ADDRESSES
from roundtrip.domain.feed import Feed
from roundtrip.load.words import words_in
from roundtrip.people.reach import MOST_TELLING_FIRST
from roundtrip.rights.whom import keyed_hash

DISTINCTIVE = 8
"""Characters. A shorter identifier is looked for in its own columns only: elsewhere `12` would be found in what is nobody's."""
_PUNCTUATION = re.compile(rb"[\s().\-/]")


def bounded(pattern: str) -> str:
    """A regular expression, for Python and Postgres alike, that finds the pattern where it is not a part of a longer word."""
    return rf"(?<![\w@.+-])(?:{pattern})(?![\w@-]|\.\w)"


@dataclass(frozen=True)
class Name:
    """An identifier, or the keyed hash of an address (`clear`, where it is still known)."""

    kind: str
    value: str
    clear: str | None = None
    is_shared: bool = False
    """Somebody else has it too: it is taken out of this person's rows and stays in the other's."""
    is_anothers: bool = False
    """It identifies somebody else, or nobody: an address this person stated as well. A row that says no more is not theirs."""


@dataclass(frozen=True)
class Names:
    """All names of one person."""

    all: tuple[Name, ...]
    key: bytes = field(repr=False)
    """Of the hash of addresses."""
    others: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By kind, what was seen beside a name of this person's and is another's."""

    @cached_property
    def by_kind(self) -> Mapping[str, Collection[str]]:
        """What says of a row that it is this person's."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in self.all:
            if not name.is_anothers:
                found[name.kind].add(name.value)
        return found

    @cached_property
    def own(self) -> tuple[Name, ...]:
        """Names that are this person's alone."""
        return tuple(name for name in self.all if not name.is_shared)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What tells the person wherever it stands, longest first: clear addresses and long identifiers of their own, each also as
        it stands in the address of a web page."""
        found = {name.clear or name.value for name in self.own}
        known = {word for word in found if len(word) >= DISTINCTIVE}
        return tuple(sorted(known | {quote(word, safe="") for word in known}, key=len, reverse=True))

    @cached_property
    def pattern(self) -> re.Pattern[bytes] | None:
        """Finds any of the words where it is not a part of a longer one; None without words."""
        if not self.words:
            return None
        return re.compile(bounded("|".join(map(re.escape, self.words))).encode(), re.IGNORECASE)

    def are_in(self, content: bytes) -> bool:
        """Whether the bytes hold one of the words, however its letters are sized."""
        return self.pattern is not None and self.pattern.search(content) is not None

    def are_in_unreadable(self, content: bytes) -> bool:
        """The same for bytes nobody could read as a record: there a short identifier or a number with blanks counts, too."""
        phones = [name.clear.encode() for name in self.own if name.kind == "phone" and name.clear]
        digits = _PUNCTUATION.sub(b"", content)
        return (
            self.are_in(content)
            or any(phone.lstrip(b"+") in digits for phone in phones)
            or any(map(self._is_name, words_in(content)))
        )

    def replaced_in(self, content: bytes, pseudonym: Callable[[str], str]) -> bytes:
        """The bytes of somebody else's record with a pseudonym in the place of each word."""
        if self.pattern is None:
            return content
        return self.pattern.sub(lambda found: pseudonym(found.group().decode().lower()).encode(), content)

    def own_row(self, feed: Feed, content: Mapping[str, Any]) -> bool:
        """Whether a record, by the file's field names, is about this person: what `rows.condition` says in SQL."""
        account = feed.identifying("user_id")
        user = _as_text(content.get(feed.columns[account].source(account))) if account else None
        if user and user not in self.by_kind["user_id"]:
            return False
        for kind, name in most_telling_first(feed):
            found = self._known_as(kind, _as_text(content.get(feed.columns[name].source(name))))
            if found in self.by_kind.get(kind, ()):
                return True
            if found in self.others.get(kind, ()):
                return False
        return False

    def _known_as(self, kind: str, found: Any) -> str | None:
        if not isinstance(found, str):
            return None
        return keyed_hash(kind, found, self.key) if kind in ADDRESSES else found

    def _is_name(self, found: str) -> bool:
        return any(
            name.value == found or (name.kind in ADDRESSES and keyed_hash(name.kind, found, self.key) == name.value)
            for name in self.own
        )


def _as_text(found: Any) -> Any:
    """An identifier that the file writes as an integer, as `unquoted` allows: raw, or else the quarantine, has its digits."""
    return str(found) if type(found) is int else found


def most_telling_first(feed: Feed) -> list[tuple[str, str]]:
    """(kind, column) of all that says whose a row of the feed is; the first that names anybody decides."""
    order = {kind: place for place, kind in enumerate(MOST_TELLING_FIRST)}
    return sorted(feed.naming, key=lambda named: order.get(named[0], len(order)))
