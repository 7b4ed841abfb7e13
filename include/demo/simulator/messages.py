"""What people get and what comes back from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from demo.sandbox.record import Call

CHANNELS = {"fcm": "push", "sendgrid": "email"}
MACHINE = "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"
HUMAN = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"


@dataclass(frozen=True)
class ReceivedMessage:
    """A message a provider took, for one recipient."""

    channel: str
    message_id: str
    campaign_id: str | None
    """None where the provider was not told; it is then taken for the channel's one campaign with an effect."""
    address: str
    received_at: datetime
    """Business time."""
    provider_message_id: str


@dataclass(frozen=True)
class ProviderEvent:
    """Something that happened to a message, as its provider (e-mail) or the app (push) reports it."""

    channel: str
    kind: str
    """delivered, bounce, open, click, unsubscribe, spamreport for e-mail; opened for push."""
    message_id: str
    address: str
    occurred_at: datetime
    provider_message_id: str
    is_machine: bool = False

    @property
    def is_app_receipt(self) -> bool:
        return self.channel == "push"

    @property
    def event_id(self) -> str:
        """The same for a repeated report."""
        fact = f"{self.message_id} {self.kind} {self.is_machine}"
        return blake2b(fact.encode(), digest_size=16).hexdigest()

    def sendgrid(self) -> dict[str, Any]:
        """The event as SendGrid's webhook tells it."""
        details: dict[str, dict[str, Any]] = {
            "bounce": {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 The account does not exist"},
            "delivered": {"response": "250 OK"},
            "open": {"useragent": MACHINE if self.is_machine else HUMAN, "sg_machine_open": self.is_machine},
            "click": {"useragent": HUMAN, "url": "https://example.com/offers"},
        }
        return {
            "event": self.kind,
            "email": self.address,
            "timestamp": int(self.occurred_at.timestamp()),
            "sg_event_id": self.event_id,
            "sg_message_id": f"{self.provider_message_id}.recvd-sandbox-0",
            "smtp-id": f"<{self.provider_message_id}@sandbox.example.com>",
            "message_id": self.message_id,
            **details.get(self.kind, {}),
        }


def received_messages(calls: Iterable[Call], at: datetime) -> Iterator[ReceivedMessage]:
    """Messages of the sandbox's calls that will reach somebody, whatever was answered; `at` is the business time of the send."""
    for call in calls:
        if not call["is_taken"] or call["provider"] not in CHANNELS:
            continue
        for message in call["messages"]:
            if message["message_id"] and message["address"]:
                yield ReceivedMessage(
                    CHANNELS[call["provider"]],
                    message["message_id"],
                    message["campaign_id"],
                    message["address"],
                    at,
                    str(message["provider_message_id"]),
                )
