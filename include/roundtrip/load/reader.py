"""Reads a landed file once, with bounded memory: its bytes are hashed, unpacked and cut into physical lines."""

from __future__ import annotations

import gzip
import hashlib
import io
import time
import zlib
from collections.abc import Generator
from typing import BinaryIO

from roundtrip.load.landing import LandedFile, RefusedFile

BLOCK = 1 << 18
MAX_LINE = 1 << 20
"""Bytes; the rest of a longer line is skipped, and the line counted as one bad row."""
YOUNG_SECONDS = 60
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Hashed(io.RawIOBase):
    """Bytes as the store has them, hashed while they pass."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._source.read(len(buffer))
        self.digest.update(block)
        self.size += len(block)
        buffer[: len(block)] = block
        return len(block)


class Reader:
    """One pass over one file. `checksum` (of the bytes as they lie there) is known once the lines ran out."""

    def __init__(self, file: LandedFile) -> None:
        self._file = file
        self.line = 0
        """The physical line last read, from 1."""
        self.checksum = ""

    def lines(self) -> Generator[bytes, None, None]:
        """Physical lines without their newline; one longer than MAX_LINE is cut somewhere beyond MAX_LINE.

        Raises RefusedFile where the file is damaged, unfinished, or changed under the reader.
        """
        with self._file.open() as source:
            hashed = _Hashed(source)
            stored = io.BufferedReader(hashed, BLOCK)
            try:
                is_gzip = stored.peek(2)[:2] == GZIP_MAGIC
                stream: io.BufferedIOBase = gzip.GzipFile(fileobj=stored) if is_gzip else stored
                is_finished = yield from self._cut(stream)
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

    def _cut(self, stream: io.BufferedIOBase) -> Generator[bytes, None, bool]:
        """Yields the lines; returns whether the last one was ended by a newline."""
        rest, mark = b"", BYTE_ORDER_MARK
        while block := stream.read(BLOCK):
            *whole, rest = (rest + block.removeprefix(mark)).split(b"\n")
            mark = b""
            for line in whole:
                self.line += 1
                yield line
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
