"""SendGrid's event webhook: a list of events, in any order, repeated for up to 24 hours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from roundtrip.feedback.fact import Fact, NotOurs, Readings, event_id, instant, read_each

PROVIDER = "sendgrid"
KINDS = {
    "processed": "processed",
    "delivered": "delivered",
    "deferred": "deferred",
    "dropped": "dropped",
    "bounce": "bounced",
    "open": "opened",
    "click": "clicked",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
}


def facts(body: bytes) -> Readings:
    """Facts about our messages."""
    return read_each(body, _fact)


def _fact(event: dict[str, Any]) -> Fact:
    kind = KINDS.get(str(event["event"]))
    if kind is None or "message_id" not in event:
        raise NotOurs("a kind of event nobody asks for, or other mail of the account")
    return Fact(
        feedback_id=event_id(event["sg_event_id"]),
        message_id=UUID(str(event["message_id"])),
        kind=kind,
        occurred_at=instant(event["timestamp"]),
        is_machine=kind == "opened" and event.get("sg_machine_open") is True,
        refuses={"complained": "everything", "unsubscribed": _scope(event)}.get(kind),  # type: ignore[arg-type]
        suppresses=_suppresses(kind, event),
    )


def _scope(event: dict[str, Any]) -> str:
    return "topic" if event["event"] == "group_unsubscribe" else "everything"


def _suppresses(kind: str, event: dict[str, Any]) -> Any:
    """A `blocked` bounce is the receiving server's mood of the day; the address is good."""
    if kind == "bounced":
        return None if event.get("type") == "blocked" else "bounced"
    return "complained" if kind == "complained" else None
