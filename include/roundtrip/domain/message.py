"""What passes between the ledger and a channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    IN_FLIGHT = "in_flight"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    PRESUMED_UNSENT = "presumed_unsent"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Endpoint:
    """One device, or address, a message goes to: one attempt each."""

    contact_point_id: int
    address: str
    """The e-mail address or push token in clear: never logged."""
    platform: str | None


@dataclass(frozen=True)
class ClaimedMessage:
    """One message a worker holds under its lease, with all a channel needs to render and send it."""

    message_id: UUID
    occurrence_on: date
    campaign_id: str
    step_id: str
    variant: str
    channel: str
    person_id: int
    contact_point_id: int
    address: str
    """The e-mail address or push token in clear: never logged."""
    platform: str | None
    language: str
    placeholders: Mapping[str, Any]
    """Plain values for the template: the segment's further columns and the person's first_name, language, country."""
    not_after: datetime
    """When it is no longer wanted: what a provider keeps for a device that is off is dropped then."""
    further: tuple[Endpoint, ...] = ()
    """The person's other devices, where the step says `devices: all`."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Everywhere it goes, the planned one first; a channel calls its provider once for each."""
        return (Endpoint(self.contact_point_id, self.address, self.platform), *self.further)

    def at(self, endpoint: Endpoint) -> ClaimedMessage:
        """The same message as it goes to one endpoint."""
        return self.among(endpoint)

    def among(self, first: Endpoint, *further: Endpoint) -> ClaimedMessage:
        """The same message as it goes to these endpoints and no others."""
        return replace(self, **vars(first), further=further)


class Verdict(StrEnum):
    """What a call to a provider came to."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"  # a definite no
    NOT_NOW = "not_now"  # a definite not-now: back to planned
    UNCERTAIN = "uncertain"  # nobody knows; never sent again by itself


@dataclass(frozen=True)
class Outcome:
    """The outcome of one attempt, and what else it means.

    A message with several endpoints has an outcome for each; it was accepted if one of them was.
    """

    message_id: UUID
    verdict: Verdict
    provider_message_id: str | None = None
    error_code: str | None = None
    error: str | None = None
    retry_after: timedelta | None = None
    """With NOT_NOW: not before this long from now."""
    disable_contact_point: str | None = None
    """The address is dead; the reason is kept at the contact point."""
    halt_campaign: str | None = None
    """The campaign's content is refused by the provider; nothing more of it goes out until a person lifts the halt."""
    halt_platform: str | None = None
    """With halt_campaign: only for this platform."""
    contact_point_id: int | None = None
    """The endpoint the attempt went to; None for the planned one."""
    provider_batch_id: str | None = None
    """By which the provider can be asked to cancel what it has queued."""


PRECEDENCE = (Verdict.ACCEPTED, Verdict.UNCERTAIN, Verdict.NOT_NOW, Verdict.REJECTED)


def together(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What each message came to at all its endpoints: sent if one took it, in doubt while one may have, else to be tried again."""
    came: dict[UUID, Outcome] = {}
    for outcome in outcomes:
        known = came.setdefault(outcome.message_id, outcome)
        if known is not outcome and PRECEDENCE.index(outcome.verdict) < PRECEDENCE.index(known.verdict):
            came[outcome.message_id] = outcome
    return list(came.values())
