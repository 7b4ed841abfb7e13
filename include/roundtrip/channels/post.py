"""A POST and what can come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Post(NamedTuple):
    """One request; the path begins with a slash, a header is a line."""

    path: str
    headers: Sequence[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The provider's whole answer, whatever it says."""

    status: int
    body: bytes
    header_lines: Sequence[bytes] = ()

    def header(self, name: str) -> str | None:
        for line in reversed(self.header_lines):
            found, _, value = line.decode("latin-1").partition(":")
            if found.strip().lower() == name.lower():
                return value.strip()
        return None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """There was no whole answer."""

    error: str
    """libcurl's words; nothing of the body."""
    may_have_arrived: bool
    """False: the provider has seen nothing of the body."""


Reply = Answered | Unanswered
