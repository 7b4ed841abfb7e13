"""What the providers got: every POST is written down before it is answered, spoilt or not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, TypedDict

from demo.sandbox.faults import Provider


class Message(TypedDict):
    """One recipient of a call."""

    message_id: str | None
    """Roundtrip's own id, from FCM's `data` or SendGrid's `custom_args`."""
    campaign_id: str | None
    """From `data` or `custom_args` too; else SendGrid's first category."""
    address: str | None
    provider_message_id: str | None


class Call(TypedDict):
    """One POST to a provider."""

    seq: int
    provider: str
    path: str
    received_at: float
    """Wall clock, seconds since the epoch."""
    status: int | None
    """What was answered; None where the socket was closed without an answer."""
    fault: str | None
    is_taken: bool
    """The provider will deliver these messages, whatever it answered."""
    messages: Sequence[Message]
    body: Any
    """As parsed; as text where it is no JSON."""


class Recording:
    """Calls in order of arrival, numbered from 1."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def add(
        self,
        provider: Provider,
        path: str,
        *,
        body: Any,
        status: int | None,
        messages: Sequence[Message] = (),
        fault: str | None = None,
        is_taken: bool = False,
    ) -> None:
        self._calls.append(
            Call(
                seq=len(self._calls) + 1,
                provider=provider,
                path=path,
                received_at=time.time(),
                status=status,
                fault=fault,
                is_taken=is_taken,
                messages=messages,
                body=body,
            )
        )

    def after(self, seq: int, limit: int, provider: Provider | None = None) -> list[Call]:
        """At most `limit` calls with a number greater than `seq`."""
        found: list[Call] = []
        for call in self._calls[seq:]:
            if len(found) == limit:
                break
            if provider is None or call["provider"] == provider:
                found.append(call)
        return found

    def clear(self) -> None:
        self._calls.clear()

    def __len__(self) -> int:
        return len(self._calls)
