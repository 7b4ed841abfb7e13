"""The landing: which files a feed has there. A folder, S3 or GCS, through fsspec.

A file that is still being written is none yet. Three signs are looked at, here and in `reader`:
its name (a draft's suffix, a leading dot or underscore), its end (a gzip without its trailer; a young plain file whose last
line is not finished), and its size and version, which must be the same before reading and before commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from roundtrip import declared
from roundtrip.load import store as stores

DRAFTS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".inprogress", ".filepart", ".swp", "~")
STRANGERS_SHOWN = 5
VERSIONS = ("generation", "ETag", "etag", "mtime", "LastModified", "last_modified", "updated")


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
    """Seconds since 1970, where a file may be seen while it is written: not in a bucket."""
    store: Any = field(repr=False, compare=False)

    def open(self) -> BinaryIO:
        try:
            return stores.opened(self.store, self.path)
        except Exception as error:  # every store has a family of errors of its own
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise RefusedFile(f"cannot be opened: {said}") from error

    def is_unchanged(self) -> bool:
        """Whether the store still states what it stated when the file was found."""
        try:
            return self.fingerprint_now() == self.fingerprint
        except Exception:  # gone, or out of reach: either way nobody vouches for what was read
            return False

    def fingerprint_now(self) -> str:
        """The fingerprint of what lies there now; raises an error of the store's where nothing does."""
        self.store.invalidate_cache()
        return _fingerprint(self.store.info(self.path))


def landed(landing: str, pattern: str) -> Iterator[LandedFile]:
    """Files of the landing that match the pattern and are not drafts, by name; none where its folder does not exist.

    Raises UnreachableLanding where the store does not answer.
    """
    store, root, found = stores.listed(landing, pattern)
    for path, info in sorted(found.items()):
        if (
            info["type"] != "file" or path.endswith("/") or _is_draft(path)
        ):  # a console's folder is an object named "x/"
            continue
        name = path.removeprefix(f"{root}/").encode("utf-8", "backslashreplace").decode()
        modified = None if stores.is_bucket(store) else info.get("mtime")
        if isinstance(modified, datetime):
            modified = modified.timestamp()
        yield LandedFile(name, path, info["size"], _fingerprint(info), modified, store)


def strangers(landing: str, patterns: Iterable[str]) -> list[str]:
    """Names of the landing's files that no pattern matches, which nobody will ever load; drafts are none."""
    everything = {file.name for file in landed(landing, "**")}
    return sorted(everything.difference(file.name for pattern in patterns for file in landed(landing, pattern)))


def unclaimed(landing: str) -> list[str]:
    """The sentence about files that no contract reads, where there are any: what nobody looks into is easily forgotten."""
    strange = strangers(landing, [feed.files for feed in declared.feeds()])
    shown = ", ".join(strange[:STRANGERS_SHOWN]) + (" …" if len(strange) > STRANGERS_SHOWN else "")
    return [f"No feed of include/feeds reads {shown}; correct the names, or write a contract"] if strange else []


def _is_draft(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.startswith((".", "_")) or name.lower().endswith(DRAFTS)


def _fingerprint(info: dict[str, Any]) -> str:
    version = next((info[name] for name in VERSIONS if info.get(name) is not None), "")
    return f"{info['size']} {version}"
