"""Providers go on reporting for a day: what they say about somebody who was erased is not kept."""

from __future__ import annotations

import hmac
import json
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from roundtrip.domain.tombstone import tombstone_hash
from roundtrip.feedback.fact import UnreadableBody, listed
from roundtrip.secrets_store import secret


def without_erased(db: Connection, body: bytes) -> bytes:
    """The body without its events about erased people: by message, and by the address for mail we did not send.

    While nobody was ever erased it is the body as it came, for one look at an empty table.
    """
    if not db.execute(_ANYBODY).scalar_one():
        return body
    try:
        events = listed(body)
    except UnreadableBody:
        return body
    gone = _gone(db, events)
    kept = [event for event, is_gone in zip(events, gone, strict=True) if not is_gone]
    return body if len(kept) == len(events) else _written(kept)


def _written(events: list[Any]) -> bytes:
    try:
        return orjson.dumps(events)
    except orjson.JSONEncodeError:  # half a character, which JSON allows and UTF-8 does not (see fact.listed)
        return json.dumps(events).encode()


def _gone(db: Connection, events: list[Any]) -> list[bool]:
    messages = [_message(event) if isinstance(event, dict) else None for event in events]
    addresses = [_tombstone(event.get("email")) if isinstance(event, dict) else None for event in events]
    erased_messages: set[UUID] = set(db.execute(_MESSAGES, {"ids": [each for each in messages if each]}).scalars())
    erased_addresses: set[str] = set(db.execute(_ADDRESSES, {"hashes": [each for each in addresses if each]}).scalars())
    return [
        message in erased_messages or address in erased_addresses
        for message, address in zip(messages, addresses, strict=True)
    ]


def _message(event: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(event.get("message_id")))
    except ValueError:
        return None


def _tombstone(email: Any) -> str | None:
    if not isinstance(email, str):
        return None
    key = secret("pii_key")
    address_hash = hmac.digest(key, email.strip().lower().encode(errors="replace"), "sha256").hex()
    return tombstone_hash(key, "email", address_hash)


_ANYBODY = text("select exists (select from crm.erased_person)")
_MESSAGES = text("""
    select message_id from crm.message inner join crm.erased_person using (person_id)
    where message_id = any(cast(:ids as uuid []))
""")
_ADDRESSES = text(
    "select value_hash from crm.tombstone where kind = 'email' and value_hash = any(cast(:hashes as text []))"
)
