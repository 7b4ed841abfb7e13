"""Channels that talk to the sandbox, and messages for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from roundtrip import declared
from roundtrip.channels import Channel, Rendered, fcm_client, open_channels, sendgrid_client
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import ClaimedMessage

NOW = datetime(2026, 11, 10, 17, tzinfo=UTC)
CAMPAIGNS = {"email": ("win_back", "mail", "plain"), "push": ("onboarding", "hello", "guide")}
"""A campaign of the repository, its step and a variant, for each channel."""
ADDRESS = {"email": "p{n}@people.example", "push": "installation-{n}:registration-token"}


@pytest.fixture
def surroundings(sandbox, monkeypatch, tmp_path):
    """Environment that points to the sandbox; a test that must wait for a time-out waits a moment only."""
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("ROUNDTRIP_HOME", str(tmp_path))
    monkeypatch.setenv("ROUNDTRIP_PUBLIC_URL", "https://crm.example")
    monkeypatch.setattr(fcm_client, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(sendgrid_client, "TIMEOUT_SECONDS", 0.5)


@pytest.fixture
def opened(surroundings) -> Iterator[dict[str, Channel]]:
    with open_channels(FixedClock(NOW)) as channels:
        yield channels


@pytest.fixture
def rendered(opened) -> Callable[..., list[Rendered]]:
    """`rendered("push", 3)`: three people's messages on a channel; further facts of the message by name."""
    campaigns = {campaign.id: campaign for campaign in declared.campaigns()[0]}

    def render(channel: str, people: int = 1, **facts: object) -> list[Rendered]:
        messages = [a_message(channel, n, **facts) for n in range(people)]
        return [
            opened[channel].render(m, campaigns[m.campaign_id].step(m.step_id).variants[m.variant]) for m in messages
        ]

    return render


def a_message(channel: str, n: int = 0, **facts: object) -> ClaimedMessage:
    campaign_id, step_id, variant = CAMPAIGNS[channel]
    return ClaimedMessage(
        **{
            "message_id": uuid4(),
            "occurrence_on": date(2026, 11, 10),
            "campaign_id": campaign_id,
            "step_id": step_id,
            "variant": variant,
            "channel": channel,
            "person_id": n,
            "contact_point_id": n,
            "address": ADDRESS[channel].format(n=n),
            "platform": "ios",
            "language": "en",
            "placeholders": {"first_name": f"Person {n}"},
            **facts,
        }
    )
