"""SendGrid's event webhook: a list of events, in any order, repeated for up to 24 hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from roundtrip.feedback.fact import Fact, event_id, instant, listed

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


def facts(body: bytes) -> Iterator[Fact]:
    """Facts about our messages; events of other mail, of kinds we do not know, or without an id are left out."""
    for event in listed(body):
        try:
            yield _fact(event)
        except (KeyError, ValueError):
            continue


def _fact(event: dict[str, Any]) -> Fact:
    kind = KINDS[str(event["event"])]
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
