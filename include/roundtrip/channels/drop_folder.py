"""Where files are handed over: whole or not at all, and never twice under one name."""

from __future__ import annotations

import contextlib
from enum import Enum

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from roundtrip.channels.letter_file import LetterFile


class Handed(Enum):
    """What came of handing over a file."""

    OVER = "over"
    NOT = "not"  # for certain
    NOBODY_KNOWS = "nobody knows"


class DropFolder:
    """A folder or a bucket. The signature is there before the file, so whoever sees the file can check it."""

    def __init__(self, url: str, key: bytes) -> None:
        self._store, root = url_to_fs(url)
        self._root = root.rstrip("/")
        self._is_folder = isinstance(self._store, LocalFileSystem)
        self._key = key

    def prepare(self) -> None:
        """Raises what the store raises where it cannot be reached."""
        self._store.makedirs(self._root, exist_ok=True)
        self._store.ls(self._root)

    def hand_over(self, file: LetterFile) -> Handed:
        """Never raises. A file that is there is handed over, whoever put it there."""
        path = f"{self._root}/{file.name}"
        try:
            if self._store.exists(path):
                return Handed.OVER
            self._store.pipe_file(f"{path}.sig", file.signature(self._key))
        except Exception:
            return Handed.NOT
        return self._in_one_move(path, file) if self._is_folder else self._in_one_request(path, file)

    def _in_one_move(self, path: str, file: LetterFile) -> Handed:
        """Under another name first: a file of this name is whole from its first moment on."""
        draft = f"{path}.part"
        try:
            self._store.pipe_file(draft, file.content)
            self._store.mv(draft, path)
        except Exception:
            with contextlib.suppress(Exception):
                self._store.rm(draft)
            return self._is_there(path, otherwise=Handed.NOT)
        return Handed.OVER

    def _in_one_request(self, path: str, file: LetterFile) -> Handed:
        """An object of a bucket is whole by itself; one whose request broke may still appear."""
        try:
            self._store.pipe_file(path, file.content)
        except Exception:
            return self._is_there(path, otherwise=Handed.NOBODY_KNOWS)
        return Handed.OVER

    def _is_there(self, path: str, *, otherwise: Handed) -> Handed:
        try:
            self._store.invalidate_cache()
            return Handed.OVER if self._store.exists(path) else otherwise
        except Exception:
            return Handed.NOBODY_KNOWS
