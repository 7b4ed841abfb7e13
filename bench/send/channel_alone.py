"""Roundtrip's rendering and calls without the ledger: what can be set beside an SDK that keeps no books."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from bench.send.planned import CONTENT, NOW
from roundtrip import declared
from roundtrip.channels import open_channels
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import ClaimedMessage, Verdict
from roundtrip.rare_collections import rare_collections


def send(channel: str, _url: str, messages: int) -> int:
    """Batch by batch as a sender does; returns how many were accepted. The provider is the one that stands in now."""
    content, accepted = CONTENT[channel], 0
    campaign = next(found for found in declared.campaigns()[0] if found.id == content["campaign"])
    variant = campaign.step(content["step"]).variants[content["variant"]]
    with rare_collections(), open_channels(FixedClock(NOW), [channel]) as opened:
        used = opened[channel]
        used.prepare()
        for first in range(0, messages, used.max_batch):
            claimed = [_message(channel, n) for n in range(first, min(first + used.max_batch, messages))]
            outcomes = used.send([used.render(message, variant) for message in claimed])
            accepted += sum(outcome.verdict is Verdict.ACCEPTED for outcome in outcomes)
    return accepted


def _message(channel: str, n: int) -> ClaimedMessage:
    content = CONTENT[channel]
    return ClaimedMessage(
        message_id=UUID(int=n),
        occurrence_on=date(2026, 11, 10),
        campaign_id=content["campaign"],
        step_id=content["step"],
        variant=content["variant"],
        channel=channel,
        person_id=n,
        contact_point_id=n,
        address=content["address"] % n,
        platform="android",
        language="en",
        placeholders={"first_name": "Ada"},
        not_after=NOW + timedelta(hours=8),
    )
