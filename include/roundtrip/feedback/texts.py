"""What providers of texts tell later, each in its own words, which include/providers translates: statuses and replies."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import jmespath

from roundtrip import declared
from roundtrip.domain.provider import Callbacks, Provider
from roundtrip.feedback.fact import Fact, NotOurs, Readings, Refusal, instant, read_each
from roundtrip.secrets_store import secret

PROVIDER = "texts"
"""How bodies of all of them are kept: which provider it was stands inside."""
_NUMBER = re.compile(r"\+?(\d{6,15})")


def status_event(provider: Provider, message_id: UUID, fields: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A status as it is kept: a list of one such event is the body."""
    return {
        "provider": provider.provider,
        "message_id": str(message_id),
        "at": at.isoformat(),
        "fields": _needed(provider.callbacks, fields),
    }


def stop_event(provider: Provider, fields: Mapping[str, Any], at: datetime) -> dict[str, Any] | None:
    """A reply by which somebody wants no more, with the number's keyed hash in its place; None for any other reply.

    Other replies are for a person to read at the provider: what people write to each other is not kept here.
    """
    replies = provider.callbacks.replies if provider.callbacks else None
    if replies is None or str(_at(replies.text, fields)).strip().strip(".!").lower() not in replies.stop:
        return None
    number = _NUMBER.fullmatch(str(_at(replies.sender, fields)).rpartition(":")[2])
    if number is None:
        return None
    address_hash = hmac.digest(secret("pii_key"), f"+{number[1]}".encode(), "sha256").hex()
    return {"provider": provider.provider, "address_hash": address_hash, "at": at.isoformat()}


def facts(body: bytes) -> Readings:
    """Facts about our messages, and refusals of numbers; raises UnreadableBody."""
    return read_each(body, _read)


def _read(event: dict[str, Any]) -> Fact | Refusal:
    provider = declared.providers()[event["provider"]]
    if "address_hash" in event:
        source = f"{provider.provider}:stop"
        return Refusal(str(event["address_hash"]), tuple(provider.serves), instant(event["at"]), source)
    if provider.callbacks is None:
        raise NotOurs
    return _status(provider.provider, provider.callbacks, event)


def _status(provider: str, callbacks: Callbacks, event: dict[str, Any]) -> Fact:
    kind = callbacks.kinds.get(str(_at(callbacks.status, event["fields"])))
    if kind is None:
        raise NotOurs
    code = str(_at(callbacks.error, event["fields"])) if callbacks.error else ""
    message_id = UUID(event["message_id"])
    return Fact(
        feedback_id=f"{provider}:{message_id}:{kind}",
        message_id=message_id,
        kind=kind,
        occurred_at=instant(event["at"]),
        refuses="everything" if code in callbacks.opted_out else None,
        suppresses="bounced" if code in callbacks.dead else None,
    )


def _needed(callbacks: Callbacks | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without the numbers and texts that providers repeat: what names somebody has no use here."""
    wanted = [path.partition(".")[0] for path in (callbacks.status, callbacks.error) if path] if callbacks else []
    return {name: fields[name] for name in wanted if name in fields}


def _at(path: str, fields: Mapping[str, Any]) -> Any:
    return jmespath.search(path, fields)
