"""Where landing files lie: a folder, S3, GCS or whatever else fsspec reaches, and one sentence for what goes wrong there.

Credentials and endpoints are the store's own business (AWS_…, GOOGLE_APPLICATION_CREDENTIALS, fsspec's configuration);
docs/how-to/land-in-a-bucket.md.
"""

from __future__ import annotations

import io
import re
from typing import Any, BinaryIO

from fsspec.core import url_to_fs
from fsspec.utils import glob_translate

BUCKETS = frozenset({"s3", "s3a", "gs", "gcs"})
AT_LEAST = 1 << 17
"""Bytes read at a time; who asks for more gets them without a copy between."""
READ_AHEAD = 1 << 22
"""Bytes a remote store is asked for at a time; s3fs would take 50 MB, and memory must stay flat."""


class UnreachableLanding(RuntimeError):
    """The landing cannot be listed. Nobody may take that for a landing without files: the night would decide on stale data."""


def listed(landing: str, pattern: str) -> tuple[Any, str, dict[str, Any]]:
    """The store, the landing's root in it, and what the store states of each path that matches; raises UnreachableLanding.

    A folder that does not exist holds no files, and a bucket's prefix likewise; a bucket that does not exist is an error.
    """
    try:
        store, root = _at(landing)
        return store, root, _found(store, root, pattern)
    except Exception as error:  # every store has a family of errors of its own
        raise _unreachable(landing, error) from error


def why_unreachable(landing: str) -> str | None:
    """The sentence why the landing cannot be listed, None where it can; looks at its first level only."""
    try:
        store, root = _at(landing)
        try:
            store.ls(root)
        except FileNotFoundError:
            if is_bucket(store):
                _refuse_missing_bucket(store, root)
    except Exception as error:
        return str(_unreachable(landing, error))
    return None


def _at(landing: str) -> tuple[Any, str]:
    store, root = url_to_fs(landing)
    store.invalidate_cache()
    return store, root.rstrip("/")


def _found(store: Any, root: str, pattern: str) -> dict[str, Any]:
    everywhere = f"{root}/{pattern}"
    if not is_bucket(store):
        matching: dict[str, Any] = store.glob(everywhere, detail=True)
        return matching
    # fsspec's glob leaves out what it may not list, and nobody would know; a flat listing raises, and asks less often
    is_wanted = re.compile(glob_translate(everywhere)).match
    listing = store.find(re.split(r"[*?[]", everywhere)[0].rpartition("/")[0], detail=True)
    if not listing:
        _refuse_missing_bucket(store, root)
    return {path: info for path, info in listing.items() if is_wanted(path)}


def _refuse_missing_bucket(store: Any, root: str) -> None:
    bucket = root.partition("/")[0]
    if not store.exists(bucket):
        raise FileNotFoundError(f"there is no bucket {bucket}, or none for these credentials")


def _unreachable(landing: str, error: Exception) -> UnreachableLanding:
    return UnreachableLanding(
        f"The landing {_without_password(landing)} cannot be listed ({str(error) or type(error).__name__}). Correct"
        " ROUNDTRIP_LANDING, or what it needs to be reached: docs/how-to/land-in-a-bucket.md"
    )


def is_bucket(store: Any) -> bool:
    """Whether an object appears there as a whole or not at all, so that none can be seen half written."""
    protocols = (store.protocol,) if isinstance(store.protocol, str) else store.protocol
    return not BUCKETS.isdisjoint(protocols)


def opened(store: Any, path: str) -> BinaryIO:
    """A file of the store, of which every failure is an OSError."""
    return io.BufferedReader(_Stored(store.open(path, "rb", block_size=READ_AHEAD)), AT_LEAST)


class _Stored(io.RawIOBase):
    """Passes bytes on. A connection that broke is an OSError here whatever the store's client calls it."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._source.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._source.seek(offset, whence))

    def tell(self) -> int:
        return int(self._source.tell())

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            return int(self._source.readinto(buffer))
        except OSError:
            raise
        except Exception as error:
            raise OSError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        self._source.close()
        super().close()


def _without_password(landing: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", landing)
