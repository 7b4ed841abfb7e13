"""What people do about the messages they got: told to Roundtrip as SendGrid and the app would tell it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import httpx
import orjson

from demo.sandbox import SandboxClient
from demo.simulator import ProviderEvent, ReceivedMessage, Simulation, received_messages
from roundtrip.secrets_store import secret

RECEIPTS_A_BODY = 1000


class RefusedByApiError(RuntimeError):
    """The api did not take what a provider or the app told it."""


@dataclass
class Reactions:
    """The people's side of the demo."""

    simulation: Simulation
    sandbox: SandboxClient
    api_url: str
    _seen: int = 0
    """Number of the last call to a provider that was looked at."""
    _today: list[ReceivedMessage] = field(default_factory=list)

    def collect(self, at: datetime) -> int:
        """Messages that reached the providers since the last time; `at` is the business time of the send."""
        calls = list(self.sandbox.received(after=self._seen))
        arrived = list(received_messages(calls, at))
        self._seen = calls[-1]["seq"] if calls else self._seen
        self._today += arrived
        return len(arrived)

    def report(self, day: date) -> int:
        """Everything that comes back until the day's end; how many facts that were."""
        events = self.simulation.react(day, self._today)
        self._today = []
        self._post_mail_events([event for event in events if not event.is_app_receipt])
        self._post_receipts([event for event in events if event.is_app_receipt])
        return len(events)

    def _post_mail_events(self, events: Sequence[ProviderEvent]) -> None:
        statuses = self.sandbox.post_events(f"{self.api_url}/webhooks/sendgrid", [event.sendgrid() for event in events])
        _require_all_taken(statuses)

    def _post_receipts(self, events: Sequence[ProviderEvent]) -> None:
        with httpx.Client(base_url=self.api_url, trust_env=False, timeout=30) as app:
            for start in range(0, len(events), RECEIPTS_A_BODY):
                body = orjson.dumps([_receipt(event) for event in events[start : start + RECEIPTS_A_BODY]])
                signature = hmac.digest(secret("receipt_key"), body, sha256).hex()
                answer = app.post("/receipts", content=body, headers={"X-Roundtrip-Signature": signature})
                _require_all_taken([answer.status_code])


def _receipt(event: ProviderEvent) -> dict[str, Any]:
    return {"message_id": event.message_id, "kind": event.kind, "at": event.occurred_at.isoformat()}


def _require_all_taken(statuses: Sequence[int]) -> None:
    if refused := [status for status in statuses if not httpx.codes.is_success(status)]:
        raise RefusedByApiError(f"the api answered {refused[0]} to {len(refused)} of {len(statuses)} posts")
