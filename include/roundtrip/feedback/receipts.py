"""What the app says about pushes: it received one, a person opened one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from roundtrip.feedback.fact import Fact, instant, listed

PROVIDER = "app"
KINDS = ("received", "opened")


def facts(body: bytes) -> Iterator[Fact]:
    """Facts of a list of {message_id, kind, at}; the first of a kind for a message counts, a repeat is the same fact."""
    for receipt in listed(body):
        try:
            message_id, kind = UUID(str(receipt["message_id"])), str(receipt["kind"])
            if kind in KINDS:
                yield Fact(f"{message_id}:{kind}", message_id, kind, instant(receipt["at"]))
        except (KeyError, ValueError):
            continue
