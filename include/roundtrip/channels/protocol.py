"""What every channel is: it renders a claimed message and sends a batch of rendered ones. Nothing else is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from roundtrip.domain.campaign import SendStep, Variant
from roundtrip.domain.clock import Clock
from roundtrip.domain.message import ClaimedMessage, Outcome
from roundtrip.domain.policy import Policy

ContactKind = Literal["email", "push_token", "phone", "app_user"]


__all__ = ["Cancelling", "CannotRender", "Channel", "ContactKind", "Rendered", "Surroundings", "Variant"]


class CannotRender(ValueError):
    """The message has no presentable content for this person; the text says why and names nobody."""


@dataclass(frozen=True)
class Rendered:
    """A message with its content for one person, ready to go; each channel adds what its provider needs."""

    message: ClaimedMessage

    def shown(self) -> Mapping[str, str]:
        """What the person gets to see, by part (subject, title, body, html …)."""
        raise NotImplementedError

    def links(self) -> Mapping[str, str]:
        """Targets its tracked links lead to, by link id: known to the api before anybody can click."""
        return {}


@dataclass(frozen=True)
class Surroundings:
    """What a channel may know of the installation."""

    policy: Policy
    clock: Clock


class Channel(Protocol):
    """A file in this folder that has `open_channel(Surroundings) -> Channel` is a channel.

    What all of them promise, for every fault (tests/integration/channels/test_contract.py): `send` answers each
    endpoint of each message exactly once (the outcome says which, where it is not the planned one) and calls the provider
    at most once for it; ACCEPTED and REJECTED are said by the provider; NOT_NOW comes with `retry_after` and only where
    nothing can have gone out; all else is UNCERTAIN. It never raises.
    """

    name: str
    contact_kind: ContactKind
    """What its addresses are."""
    max_batch: int
    """Messages a call to `send` may hold: what is answered well within a lease even if every request times out."""

    def check(self, step: SendStep) -> list[str]:
        """Faults in the content of a step only this channel knows of, each naming field and remedy; no network, no credentials.

        What holds for every campaign (texts in the default language, known placeholders, an unsubscribe link) is checked
        before (decide.check).
        """
        ...

    def render(self, message: ClaimedMessage, variant: Variant) -> Rendered:
        """The content for one person; raises CannotRender. No network, no credentials."""
        ...

    def prepare(self) -> None:
        """Get hold of the credentials; raises CredentialsError or ForbiddenHost, before anything is in flight."""
        ...

    def send(self, batch: Sequence[Rendered]) -> Sequence[Outcome]:
        """Hand the batch to the provider and say what came of each message."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class Cancelling(Protocol):
    """A channel whose outcomes may hold a provider_batch_id."""

    def cancel(self, batch_id: str) -> bool:
        """Ask the provider to let go of what it has queued under this id; whether it agreed. Never raises."""
        ...
