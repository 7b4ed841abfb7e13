"""Stop a campaign: nothing more goes in flight, and what a provider has queued is asked back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from roundtrip.channels import open_channels
from roundtrip.channels.protocol import Cancelling
from roundtrip.domain.clock import FixedClock
from roundtrip.ledger import desk


@dataclass(frozen=True)
class Halted:
    """What became of a halt. Batches are the provider's, of many messages each."""

    is_new: bool
    cancelled: int = 0
    refused: int = 0


def halt_campaign(campaign_id: str, why: str, now: datetime) -> Halted:
    """Halt first, then cancel: what a worker hands over in between is of the batch it had in flight."""
    is_new = desk.halt(campaign_id, why)
    queued = desk.queued(campaign_id, now)
    answers = _cancel(queued, now) if queued else []
    return Halted(is_new, cancelled=answers.count(True), refused=answers.count(False))


def _cancel(queued: list[tuple[str, str]], now: datetime) -> list[bool]:
    with open_channels(FixedClock(now), {channel for channel, _ in queued}) as channels:
        return [
            isinstance(channel := channels[name], Cancelling) and channel.cancel(batch_id) for name, batch_id in queued
        ]
