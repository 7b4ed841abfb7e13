"""What comes back: the providers' events and the app's receipts, through the real receiver, repeated and in any order."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

import httpx
import orjson

from demo.sandbox import SandboxClient
from demo.sandbox.record import Call
from roundtrip import secrets_store
from roundtrip.domain import unsubscribe_link

from .worker import FastClock

OK = 200
KINDS = ("processed", "delivered", "open", "click", "deferred")
RARELY = ("unsubscribe", "spamreport", "dropped", "bounce")


@dataclass
class Feedback:
    """`told`: messages whose going out was reported and the report taken."""

    sandbox: SandboxClient
    api_url: str
    clock: FastClock
    told: set[str] = field(default_factory=set)
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(verify=False, trust_env=False, timeout=30))  # noqa: S501

    def report(self, calls: Sequence[Call], random: Random) -> None:
        """Of what the providers took, some is reported: none to three times, in any order."""
        mails, pushes = _taken(calls, "sendgrid"), _taken(calls, "fcm")
        events = [event for message in mails for event in self._events(message, random)]
        random.shuffle(events)
        self._post_events(events)
        self._post_receipts([message for message in pushes if random.random() < 0.5])

    def report_all(self, calls: Sequence[Call]) -> None:
        """In the end everything that was taken is known to have arrived."""
        mails, pushes = _taken(calls, "sendgrid"), _taken(calls, "fcm")
        self._post_events([self._event(message, "delivered") for message in mails])
        self._post_receipts(pushes)

    def unsubscribe(self, message_id: str) -> None:
        token = unsubscribe_link.token(UUID(message_id), secrets_store.secret("signing_key"))
        self._http.post(f"{self.api_url}/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"})

    def _events(self, message_id: str, random: Random) -> list[dict[str, Any]]:
        kinds = [
            *random.sample(KINDS, random.randint(0, 3)),
            *(random.sample(RARELY, 1) if random.random() < 0.1 else ()),
        ]
        return [event for kind in kinds for event in [self._event(message_id, kind)] * random.randint(1, 3)]

    def _event(self, message_id: str, kind: str) -> dict[str, Any]:
        at = int(self.clock.now().timestamp())
        return {"event": kind, "message_id": message_id, "sg_event_id": f"{kind}-{message_id}", "timestamp": at}

    def _post_events(self, events: Sequence[dict[str, Any]]) -> None:
        if events and set(self.sandbox.post_events(f"{self.api_url}/webhooks/sendgrid", events)) == {OK}:
            self.told |= {event["message_id"] for event in events if event["event"] != "dropped"}

    def _post_receipts(self, messages: Sequence[str]) -> None:
        at = self.clock.now().isoformat()
        body = orjson.dumps([{"message_id": message, "kind": "received", "at": at} for message in messages])
        signature = hmac.digest(secrets_store.secret("receipt_key"), body, sha256).hex()
        answer = self._http.post(f"{self.api_url}/receipts", content=body, headers={"X-Roundtrip-Signature": signature})
        if answer.status_code == OK:
            self.told |= set(messages)


def _taken(calls: Sequence[Call], provider: str) -> list[str]:
    return [
        message["message_id"]
        for call in calls
        if call["provider"] == provider and call["is_taken"]
        for message in call["messages"]
        if message["message_id"]
    ]
