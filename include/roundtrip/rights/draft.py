"""A file's next version, written beside it under a name the loader takes for no file."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, cast

from roundtrip.load.landing import LandedFile
from roundtrip.load.reader import GZIP_MAGIC

SUFFIX = ".erasing.tmp"
"""What a crash leaves under this name holds nothing of the person; the next erasure of the file writes over it."""


class Draft:
    """Lines into a file of the same kind, gzipped or plain. `checksum` (of the bytes as they lie there) is known once closed."""

    def __init__(self, file: LandedFile) -> None:
        self._file = file
        self.path = file.path + SUFFIX
        self.checksum = ""

    def __enter__(self) -> Draft:
        self._stack = ExitStack()
        target = self._stack.enter_context(cast(BinaryIO, self._file.store.open(self.path, "wb")))
        self._hashed = _Hashed(target)
        self._out: io.BufferedIOBase | _Hashed = self._hashed
        if _is_gzip(self._file):
            self._out = self._stack.enter_context(gzip.GzipFile(fileobj=self._hashed, mode="wb", mtime=0))
        return self

    @property
    def stream(self) -> io.RawIOBase:
        """For formats without lines: bytes as they are to lie there."""
        return self._hashed

    def write(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self._out.write(line + b"\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        self.checksum = self._hashed.digest.hexdigest()


class _Hashed(io.RawIOBase):
    """Hashes bytes on their way to the store."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.digest = hashlib.sha256()
        self._written = 0

    def tell(self) -> int:
        return self._written

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.digest.update(content)
        self._written += len(content)
        return self._target.write(content)


def _is_gzip(file: LandedFile) -> bool:
    with file.open() as stored:
        return stored.read(len(GZIP_MAGIC)) == GZIP_MAGIC
