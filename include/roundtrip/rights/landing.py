"""Landing files that name a person: rewritten without the records about them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest
from typing import cast

from roundtrip.domain.feed import Feed
from roundtrip.load.landing import LandedFile, RefusedFile, landed
from roundtrip.load.reader import Reader
from roundtrip.load.records import Fault, Record, records
from roundtrip.load.tidy import tidied
from roundtrip.rights.draft import Draft
from roundtrip.rights.names import Names

Pseudonym = Callable[[str], str]


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
        """Put the draft in the file's place; returns the fingerprint it has there."""
        self.file.store.mv(self.draft, self.file.path)
        return self.file.fingerprint_now()


def rewritten(landing: str, feed: Feed, names: Names, pseudonym: Pseudonym) -> Iterator[Rewritten]:
    """A draft for each file of the feed that names the person; the others are only read. Memory stays flat.

    Raises RefusedFile where a file cannot be read to its end: nobody can say whether it names them.
    """
    for file in landed(landing, feed.files):
        try:
            if found := _rewritten(file, feed, names, pseudonym):
                yield found
        except RefusedFile as refusal:
            raise RefusedFile(
                f"{file.name}: {refusal}. Nobody can say whether it names the person: repair or remove it, then erase again"
            ) from refusal


def named(landing: str, feed: Feed, names: Names) -> Iterator[tuple[LandedFile, Record]]:
    """Records about the person, wherever they landed, loaded or not."""
    is_theirs = _judge(feed, names)
    for file in landed(landing, feed.files):
        with closing(Reader(file).lines()) as lines:
            yield from ((file, record) for record in records(feed, lines) if is_theirs(record))


def checksums(landing: str, feed: Feed) -> Iterator[tuple[str, str]]:
    """Checksum and fingerprint of each file of the feed as it lies there."""
    for file in landed(landing, feed.files):
        with file.open() as stored:
            yield file_digest(cast(io.BufferedIOBase, stored), "sha256").hexdigest(), file.fingerprint


def _judge(feed: Feed, names: Names) -> Callable[[Record], bool]:
    tidy = tidied(feed)

    def is_theirs(record: Record) -> bool:
        if isinstance(record.content, Fault):
            return names.are_in_unreadable(record.raw)
        tidy([record.content])
        return names.own_row(feed, record.content)

    return is_theirs


def _rewritten(file: LandedFile, feed: Feed, names: Names, pseudonym: Pseudonym) -> Rewritten | None:
    is_theirs = _judge(feed, names)
    reader, dropped, mentioned = Reader(file), 0, 0
    with closing(reader.lines()) as lines:
        for record in records(feed, lines):
            dropped += is_theirs(record)
            mentioned += names.are_in(record.raw)
    if not dropped and not mentioned:
        return None
    with Draft(file) as draft, closing(Reader(file).lines()) as again:
        lines_read = _Remembered(again)
        for record in records(feed, lines_read):
            lines_read.header_ends_before(record.line)
            draft.write(lines_read.header())
            if not is_theirs(record):
                draft.write([names.replaced_in(record.raw, pseudonym)])
        draft.write(lines_read.header())
    return Rewritten(file, draft.path, reader.checksum, draft.checksum, dropped)


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
