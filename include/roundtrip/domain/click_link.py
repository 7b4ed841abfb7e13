"""The token in a tracked link: which message it stood in, and which of the known targets it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from uuid import UUID

from roundtrip.domain import signed_link

ID_BYTES = 16
LINK_BYTES = 6
TAG_BYTES = 8
"""Short, since a text message pays by the letter: who forged one of 2^64 could make a click count, and nothing else."""
PURPOSE = b"click:"


@dataclass(frozen=True)
class Click:
    message_id: UUID
    link_id: str


@cache
def link_id(target: str) -> str:
    """The id of a target as it stands in a template: 12 hex digits, the same in every process."""
    return sha256(target.encode()).hexdigest()[: 2 * LINK_BYTES]


def token(message_id: UUID, link: str, key: bytes) -> str:
    """40 characters that fit into a URL."""
    return signed_link.token(message_id.bytes + bytes.fromhex(link), PURPOSE, key, TAG_BYTES)


def read(given: str, key: bytes) -> Click | None:
    """What a token says, or None where we did not sign it."""
    said = signed_link.content(given, PURPOSE, key, TAG_BYTES)
    if said is None or len(said) != ID_BYTES + LINK_BYTES:
        return None
    return Click(UUID(bytes=said[:ID_BYTES]), said[ID_BYTES:].hex())
