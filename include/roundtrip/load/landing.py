"""The landing: which files a feed has there. A folder, S3 or GCS, through fsspec.

A file that is still being written is none yet. Three signs are looked at, here and in `reader`:
its name (a draft's suffix, a leading dot or underscore), its end (a gzip without its trailer; a young plain file whose last
line is not finished), and its size and version, which must be the same before reading and before commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

DRAFTS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".inprogress", ".filepart", ".swp", "~")
VERSIONS = ("ETag", "etag", "generation", "mtime", "LastModified", "last_modified", "updated")


class RefusedFile(Exception):
    """A file as a whole cannot be loaded now; nothing of it was, and the next night looks at it again."""


@dataclass(frozen=True)
class LandedFile:
    """One file of a feed."""

    name: str
    """Below the landing folder; printable."""
    path: str
    size: int
    fingerprint: str
    """Size and version as the store states them: the same while the file is untouched."""
    modified: float | None
    """Seconds since 1970 where the store knows."""
    store: Any = field(repr=False, compare=False)

    def open(self) -> BinaryIO:
        try:
            return cast(BinaryIO, self.store.open(self.path, "rb"))
        except OSError as error:
            raise RefusedFile(f"cannot be opened: {error.strerror or error}") from error

    def is_unchanged(self) -> bool:
        """Whether the store still states what it stated when the file was found."""
        self.store.invalidate_cache()
        try:
            return _fingerprint(self.store.info(self.path)) == self.fingerprint
        except OSError:
            return False


def landed(landing: str, pattern: str) -> Iterator[LandedFile]:
    """Files of the landing that match the pattern and are not drafts, by name; none where the landing does not exist."""
    store, root = url_to_fs(landing)
    store.invalidate_cache()
    found: dict[str, Any] = store.glob(f"{root.rstrip('/')}/{pattern}", detail=True)
    for path, info in sorted(found.items()):
        if info["type"] != "file" or _is_draft(path):
            continue
        name = path.removeprefix(root.rstrip("/") + "/").encode("utf-8", "backslashreplace").decode()
        modified = info.get("mtime")
        yield LandedFile(name, path, info["size"], _fingerprint(info), modified, store)


def strangers(landing: str, patterns: Iterable[str]) -> list[str]:
    """Names of the landing's files that no pattern matches, which nobody will ever load; drafts are none."""
    everything = {file.name for file in landed(landing, "**")}
    return sorted(everything.difference(file.name for pattern in patterns for file in landed(landing, pattern)))


def _is_draft(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.startswith((".", "_")) or name.lower().endswith(DRAFTS)


def _fingerprint(info: dict[str, Any]) -> str:
    version = next((info[name] for name in VERSIONS if info.get(name) is not None), "")
    return f"{info['size']} {version}"
