"""What goes wrong on request: the next calls, or every call that carries one address."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from random import Random
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Provider(StrEnum):
    FCM = "fcm"
    SENDGRID = "sendgrid"
    TWILIO = "twilio"
    OAUTH = "oauth"


TRANSPORT_ERRORS = {"TIME_OUT", "DELAY", "RESET", "RESET_UNREAD", "UNREADABLE", "TRUNCATED"}
"""The reply is held until the caller hangs up, or for a while; the socket is reset after the request was taken, or before it
was looked at; a 2xx comes that is HTML, or that ends in the middle."""
LEAVES_NOTHING = {"RESET_UNREAD"}

FCM_ERRORS = {
    "INVALID_ARGUMENT": (400, "INVALID_ARGUMENT"),
    "THIRD_PARTY_AUTH_ERROR": (401, "UNAUTHENTICATED"),
    "SENDER_ID_MISMATCH": (403, "PERMISSION_DENIED"),
    "UNREGISTERED": (404, "NOT_FOUND"),
    "QUOTA_EXCEEDED": (429, "RESOURCE_EXHAUSTED"),
    "INTERNAL": (500, "INTERNAL"),
    "UNAVAILABLE": (503, "UNAVAILABLE"),
}
"""FCM's errorCode: (HTTP status, google.rpc status)."""

SENDGRID_ERRORS = {"400", "401", "403", "413", "429", "500", "502", "503"}
TWILIO_ERRORS = {
    "20003": 401,
    "20429": 429,
    "21211": 400,
    "21610": 400,
    "21614": 400,
    "21617": 400,
    "20500": 500,
    "20503": 503,
}
"""Twilio's error code: HTTP status."""
KNOWN = {
    Provider.FCM: TRANSPORT_ERRORS | FCM_ERRORS.keys(),
    Provider.SENDGRID: TRANSPORT_ERRORS | SENDGRID_ERRORS,
    Provider.TWILIO: TRANSPORT_ERRORS | TWILIO_ERRORS.keys(),
    Provider.OAUTH: TRANSPORT_ERRORS | {"500", "502", "503"},
}


class Fault(BaseModel):
    """One fault as a test asks for it."""

    model_config = ConfigDict(extra="forbid")

    provider: Provider
    error: str
    """A name of KNOWN[provider]."""
    address: str | None = None
    """Only calls that carry this token or e-mail address."""
    calls: int | None = Field(default=None, gt=0)
    """How many calls it spoils; by default one, or with an address every one until the reset."""
    share: float | None = Field(default=None, gt=0, le=1)
    """It spoils this share of all calls, drawn call by call, until the faults are cleared; not with `calls` or `address`."""
    retry_after: int | None = None
    """Seconds, as the Retry-After header of a 429 or 503."""
    field: str = "message.token"
    """The field FCM's INVALID_ARGUMENT complains of."""
    hold_seconds: float = 3600
    """How long TIME_OUT and DELAY hold the reply, unless the caller hangs up before."""
    is_taken: bool | None = None
    """Whether the provider took the messages, whatever it answered; by default for transport faults that let it read."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.error not in KNOWN[self.provider]:
            raise ValueError(
                f"{self.provider} knows no {self.error!r}; it knows {', '.join(sorted(KNOWN[self.provider]))}"
            )
        if self.share is not None and (self.calls or self.address):
            raise ValueError("a share of all calls has neither `calls` nor `address`; leave those out")
        return self

    @property
    def takes(self) -> bool:
        return self.error in TRANSPORT_ERRORS - LEAVES_NOTHING if self.is_taken is None else self.is_taken


class FaultPlan:
    """The faults still to come. One with an address goes before one without, a counted one before a share."""

    def __init__(self) -> None:
        self._shares: dict[Provider, list[Fault]] = {provider: [] for provider in Provider}
        self._random = Random(0)
        self._by_address: dict[tuple[Provider, str], Fault] = {}
        self._queues: dict[Provider, list[Fault]] = {provider: [] for provider in Provider}

    def add(self, fault: Fault) -> None:
        planned = fault.model_copy()
        if planned.address is not None:
            self._by_address[planned.provider, planned.address] = planned
        elif planned.share is not None:
            self._shares[planned.provider].append(planned)
        else:
            planned.calls = planned.calls or 1
            self._queues[planned.provider].append(planned)

    def clear(self) -> None:
        self._by_address.clear()
        for faults in (*self._queues.values(), *self._shares.values()):
            faults.clear()

    def next(self, provider: Provider, addresses: Collection[str]) -> Fault | None:
        """The fault of this call, used up by it."""
        if self._by_address:
            for address in addresses:
                if fault := self._by_address.get((provider, address)):
                    return self._use_address(fault)
        if queue := self._queues[provider]:
            fault = queue[0]
            if _is_used_up(fault):
                queue.pop(0)
            return fault
        return next((fault for fault in self._shares[provider] if self._random.random() < (fault.share or 0)), None)

    def _use_address(self, fault: Fault) -> Fault:
        if fault.calls is not None and _is_used_up(fault):
            del self._by_address[fault.provider, str(fault.address)]
        return fault


def _is_used_up(fault: Fault) -> bool:
    fault.calls = (fault.calls or 1) - 1
    return fault.calls == 0
