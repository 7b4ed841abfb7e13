"""Reads a landed file once, with bounded memory: its bytes are hashed, unpacked and cut into blocks of whole lines."""

from __future__ import annotations

import gzip
import hashlib
import io
import time
import zlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

import numpy as np

from roundtrip import settings
from roundtrip.load.landing import LandedFile, RefusedFile

BLOCK = 3 << 19
"""Bytes: thousands of lines, so that checking them by the column pays, and not more than a processor keeps near."""
MAX_LINE = 1 << 20
"""Bytes; the rest of a longer line is skipped, and the line counted as one bad row."""
YOUNG_SECONDS = 60
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_TIMES = 200
"""A gzip may unpack to so many times its size. Rows that each have a key and a time stay below 50; gzip's own end is 1,000."""
UNJUDGED = 1 << 24
"""Bytes that any gzip may unpack to: small files of much the same rows are no bombs."""


def checksum(file: LandedFile) -> str:
    """SHA-256 of the bytes as they lie there; raises RefusedFile where they cannot be read."""
    with file.open() as source:
        try:
            return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type] # every store's file can readinto
        except OSError as error:
            raise RefusedFile(f"cannot be read: {error.strerror or error}") from error


def lines_in(block: bytes) -> int:
    """Newlines; four times as fast as bytes.count."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


class _Hashed(io.RawIOBase):
    """Bytes as the store has them, hashed while they pass."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size: int = self._source.readinto(buffer)  # type: ignore[attr-defined] # every store's file can
        self.digest.update(buffer[:size])
        self.size += size
        return size


class Reader:
    """One pass over one text file. `checksum` (of the bytes as they lie there) is known once the blocks ran out."""

    def __init__(self, file: LandedFile) -> None:
        self._file = file
        self.line = 0
        """The physical line last read, from 1."""
        self.checksum = ""

    def blocks(self) -> Generator[bytes, None, None]:
        """Whole lines with their newlines, which only the file's last may lack; a line longer than MAX_LINE is cut somewhere
        beyond MAX_LINE.

        Raises RefusedFile where the file is damaged, unfinished, changed under the reader, or unpacks to too much.
        """
        with self._file.open() as source:
            hashed = _Hashed(source)
            stored = io.BufferedReader(hashed, BLOCK)
            try:
                is_gzip = stored.peek(2)[:2] == GZIP_MAGIC
                stream: io.BufferedIOBase = gzip.GzipFile(fileobj=stored) if is_gzip else stored
                is_finished = yield from self._cut(self._unpacked(stream, hashed))
            except EOFError as error:
                raise self._refusal("the gzip is truncated; send the whole file again") from error
            except (zlib.error, gzip.BadGzipFile) as error:
                raise self._refusal(f"the gzip is damaged ({error}); send the file again") from error
            except OSError as error:
                raise self._refusal(f"cannot be read: {error.strerror or error}") from error
            self.checksum = hashed.digest.hexdigest()
            if hashed.size != self._file.size:
                raise self._refusal(f"still being written: {self._file.size} bytes when found, {hashed.size} when read")
            if not is_finished and not is_gzip and self._is_young():
                raise self._refusal("still being written: its last line is not finished; end it with a newline")

    def lines(self) -> Generator[bytes, None, None]:
        """The same line by line, without their newlines."""
        for block in self.blocks():
            yield from block.removesuffix(b"\n").split(b"\n")

    def _unpacked(self, stream: io.BufferedIOBase, hashed: _Hashed) -> Iterator[bytes]:
        """The bytes, block by block, as far as they are not too many."""
        most, unpacked = settings.load().most_unpacked, 0
        while block := stream.read(BLOCK):
            unpacked += len(block)
            if unpacked > most:
                raise self._refusal(
                    f"unpacks to more than {most:,} bytes; send it in parts, or raise ROUNDTRIP_MOST_UNPACKED"
                )
            if unpacked > max(UNJUDGED, MOST_TIMES * hashed.size):
                raise self._refusal(
                    f"unpacks to more than {MOST_TIMES} times its size, as a zip bomb does; send it unpacked"
                )
            yield block

    def _cut(self, blocks: Iterator[bytes]) -> Generator[bytes, None, bool]:
        """Yields the lines; returns whether the last one was ended by a newline."""
        rest, mark = b"", BYTE_ORDER_MARK
        for block in blocks:
            read = rest + block.removeprefix(mark)
            mark = b""
            end = read.rfind(b"\n") + 1
            whole, rest = read[:end], read[end:]
            if whole:
                self.line += lines_in(whole)
                yield whole
            if len(rest) > MAX_LINE:
                rest = rest[: MAX_LINE + 1]  # so that one endless line costs no more memory than a long one
        if rest:
            self.line += 1
            yield rest
        return not rest

    def _is_young(self) -> bool:
        modified = self._file.modified
        return modified is not None and time.time() - modified < YOUNG_SECONDS

    def _refusal(self, reason: str) -> RefusedFile:
        return RefusedFile(f"{reason} (line {self.line})")
