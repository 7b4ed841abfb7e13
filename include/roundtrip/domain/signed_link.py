"""Tokens for links that nobody can make up: some bytes and their HMAC. They say neither who nor what; a table does."""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256


def token(content: bytes, purpose: bytes, key: bytes, tag_bytes: int) -> str:
    """The content and its HMAC-SHA-256, cut to `tag_bytes`, as letters that fit into a URL.

    `purpose` ends in a colon: the same key signs links of several kinds, and a tag must not be good for two of them.
    """
    return urlsafe_b64encode(content + _tag(content, purpose, key, tag_bytes)).rstrip(b"=").decode()


def content(given: str, purpose: bytes, key: bytes, tag_bytes: int) -> bytes | None:
    """What a token says, or None where we did not sign it for this purpose."""
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except (binascii.Error, ValueError):
        return None
    said, tag = raw[:-tag_bytes], raw[-tag_bytes:]
    return said if hmac.compare_digest(tag, _tag(said, purpose, key, tag_bytes)) else None


def _tag(content: bytes, purpose: bytes, key: bytes, tag_bytes: int) -> bytes:
    return hmac.digest(key, purpose + content, sha256)[:tag_bytes]
