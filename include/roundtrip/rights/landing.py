"""Landing files that name a person: rewritten without the records about them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from typing import cast

from roundtrip.domain.feed import Feed
from roundtrip.load.landing import LandedFile, RefusedFile, landed
from roundtrip.load.reader import Reader
from roundtrip.load.records import Fault, Record, records
from roundtrip.load.tidy import tidied
from roundtrip.rights import parquet
from roundtrip.rights.draft import Draft
from roundtrip.rights.names import Names

Pseudonym = Callable[[str], str]
Judge = Callable[[Record], bool]
Cleaned = Callable[[bytes], bytes]
"""Somebody else's record without the person's words."""


@dataclass(frozen=True)
class Rewritten:
    """A draft beside a file, ready to take its place."""

    file: LandedFile
    draft: str
    before: str
    """Checksum of the bytes as they lay there."""
    after: str
    dropped: int
    """Records about the person."""

    def replace(self) -> str:
        """Put the draft in the file's place; returns the fingerprint it has there.

        Raises RefusedFile where the source has sent the file anew since: the draft would take that away.
        """
        if not self.file.is_unchanged():
            self.file.store.rm(self.draft)
            raise RefusedFile("changed while it was rewritten")
        self.file.store.mv(self.draft, self.file.path)
        return self.file.fingerprint_now()


def rewritten(landing: str, feed: Feed, names: Names, pseudonym: Pseudonym, unread: list[str]) -> Iterator[Rewritten]:
    """A draft for each file of the feed that names the person; the others are only read. Memory stays flat.

    A file that cannot be read to its end is named in `unread`, with its fault: nobody can say whether it names them.
    """
    for file in landed(landing, feed.files):
        try:
            found = _rewritten(file, feed, names, pseudonym)
        except RefusedFile as refusal:
            unread.append(f"{file.name}: {refusal}")
            continue
        if found:
            yield found


def checksums(landing: str, feed: Feed) -> Iterator[tuple[str, str]]:
    """Checksum and fingerprint of each file of the feed as it lies there."""
    for file in landed(landing, feed.files):
        yield _checksum(file), file.fingerprint


def _checksum(file: LandedFile) -> str:
    with file.open() as stored:
        return file_digest(cast(io.BufferedIOBase, stored), "sha256").hexdigest()


def _judge(feed: Feed, names: Names) -> Judge:
    tidy = tidied(feed)

    def is_theirs(record: Record) -> bool:
        if isinstance(record.content, Fault):
            return names.are_in_unreadable(record.raw)
        tidy([record.content])
        return names.own_row(feed, record.content)

    return is_theirs


def _rewritten(file: LandedFile, feed: Feed, names: Names, pseudonym: Pseudonym) -> Rewritten | None:
    is_theirs = _judge(feed, names)
    count = parquet.count_named if feed.format == "parquet" else partial(_count_named, feed)
    own, mentioned = count(file, is_theirs, names)
    if not own and not mentioned:
        return None
    copy_without = parquet.copy_without if feed.format == "parquet" else partial(_copy_without, feed)
    with Draft(file) as draft:
        copy_without(file, draft, is_theirs, partial(names.replaced_in, pseudonym=pseudonym))
    return Rewritten(file, draft.path, _checksum(file), draft.checksum, own)


def _count_named(feed: Feed, file: LandedFile, is_theirs: Judge, names: Names) -> tuple[int, int]:
    """Records about the person, and records that hold a word of theirs."""
    own = mentioned = 0
    with closing(Reader(file).lines()) as lines:
        for record in records(feed, lines):
            own += is_theirs(record)
            mentioned += names.are_in(record.raw)
    return own, mentioned


def _copy_without(feed: Feed, file: LandedFile, draft: Draft, is_theirs: Judge, cleaned: Cleaned) -> None:
    with closing(Reader(file).lines()) as again:
        lines = _Remembered(again)
        for record in records(feed, lines):
            lines.header_ends_before(record.line)
            draft.write(lines.header())
            if not is_theirs(record):
                draft.write([cleaned(record.raw)])
        draft.write(lines.header())


class _Remembered:
    """Passes lines on and keeps those before the first record: a CSV's header, which is in no record."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._before: list[bytes] | None = []

    def __iter__(self) -> _Remembered:
        return self

    def __next__(self) -> bytes:
        line = next(self._lines)
        if self._before is not None:
            self._before.append(line)
        return line

    def header_ends_before(self, line: int) -> None:
        if self._before is not None:
            del self._before[line - 1 :]

    def header(self) -> list[bytes]:
        """The lines before the first record, the first time it is asked for; the iterator keeps nothing from then on."""
        header, self._before = self._before or [], None
        return header
