"""The file that rows go through which passed: a landed file like any other, so that they load like any other."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from roundtrip.load.landing import LandedFile, landed


class Sieve:
    """Collects rows in a temporary file. It is gzipped, without being packed, only for the name that a gzip keeps: so no two
    such files are the same, and none is taken for a file that was loaded before."""

    def __init__(self, feed: str, name: str) -> None:
        self._name = name
        self._folder = tempfile.TemporaryDirectory(prefix=f"roundtrip-{feed}-")
        self._path = Path(self._folder.name) / "rows.gz"
        self._out = gzip.GzipFile(uuid4().hex, "wb", 0, self._path.open("wb"))
        self.lines = 0
        """Physical lines written."""

    def __enter__(self) -> Sieve:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._out.close()
        self._folder.cleanup()

    def add(self, header: bytes | None, row: bytes) -> int:
        """Returns the line at which the row begins; the header goes before the first."""
        if header is not None and not self.lines:
            self._write(header)
        begins = self.lines + 1
        self._write(row)
        return begins

    def _write(self, row: bytes) -> None:
        self._out.write(row + b"\n")
        self.lines += 1 + row.count(b"\n")

    def landed(self) -> LandedFile:
        """The file, whole, under the name of the one its rows came in."""
        self._out.close()
        (found,) = landed(self._folder.name, "*.gz")
        return replace(found, name=self._name)
