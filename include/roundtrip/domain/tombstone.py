"""A tombstone: that an identifier was erased, kept so that nobody can read from it whose it was."""

from __future__ import annotations

import hmac

FILE = "file"
"""The kind of tombstone that stands for a landing file's checksum, beside the kinds of identifiers and addresses."""


def tombstone_hash(key: bytes, kind: str, value: str) -> str:
    """64 hex digits. `value` is what raw holds: of an address its keyed hash, so that this is a hash of another hash."""
    return hmac.digest(key, f"tombstone\0{kind}\0{value}".encode(), "sha256").hex()
