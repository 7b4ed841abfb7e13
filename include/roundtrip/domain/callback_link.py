"""The token in the address a provider reports a message's status to: who knows it was told it by us."""

from __future__ import annotations

from uuid import UUID

from roundtrip.domain import signed_link

ID_BYTES = 16
TAG_BYTES = 16
PURPOSE = b"callback:"


def token(message_id: UUID, key: bytes) -> str:
    return signed_link.token(message_id.bytes, PURPOSE, key, TAG_BYTES)


def message_id(given: str, key: bytes) -> UUID | None:
    """The message a token names, or None where we did not sign it."""
    said = signed_link.content(given, PURPOSE, key, TAG_BYTES)
    return UUID(bytes=said) if said is not None and len(said) == ID_BYTES else None
