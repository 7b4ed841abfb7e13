"""What the app's backend says about pushes: the app received one, a person opened one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from roundtrip.feedback.fact import Fact, NotOurs, Readings, instant, read_each

PROVIDER = "app"
KINDS = ("received", "opened")


def facts(body: bytes) -> Readings:
    """Facts of a list of {message_id, kind, at}; one of the same kind and time about a message is the same fact."""
    return read_each(body, _fact)


def _fact(receipt: dict[str, Any]) -> Fact:
    message_id, kind, at = UUID(str(receipt["message_id"])), str(receipt["kind"]), instant(receipt["at"])
    if kind not in KINDS:
        raise NotOurs(kind)
    return Fact(f"{message_id}:{kind}:{at.timestamp():.3f}", message_id, kind, at)
