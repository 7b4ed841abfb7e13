"""The token in an unsubscribe link: a message id nobody can make up. It says neither who nor what; a table does."""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

ID_BYTES = 16
TAG_BYTES = 16
PURPOSE = b"unsubscribe:"  # the same key may sign other links one day; a tag must not be good for two purposes


def token(message_id: UUID, key: bytes) -> str:
    """43 characters that fit into a URL: the id and its HMAC-SHA-256, cut to 16 bytes."""
    return urlsafe_b64encode(message_id.bytes + _tag(message_id.bytes, key)).rstrip(b"=").decode()


def message_id(given: str, key: bytes) -> UUID | None:
    """The message a token names, or None where we did not sign it."""
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != ID_BYTES + TAG_BYTES or not hmac.compare_digest(raw[ID_BYTES:], _tag(raw[:ID_BYTES], key)):
        return None
    return UUID(bytes=raw[:ID_BYTES])


def _tag(raw_id: bytes, key: bytes) -> bytes:
    return hmac.digest(key, PURPOSE + raw_id, sha256)[:TAG_BYTES]
