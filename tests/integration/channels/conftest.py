"""Channels that talk to the sandbox, and messages for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from roundtrip import declared
from roundtrip.channels import Channel, Rendered, Variant, fcm_client, open_channels, sendgrid_client
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import ClaimedMessage
from roundtrip.domain.provider import Limits, Provider
from roundtrip.domain.text import LetterVariant, TextVariant

NOW = datetime(2026, 11, 10, 17, tzinfo=UTC)
CAMPAIGNS = {"email": ("win_back", "mail", "plain"), "push": ("onboarding", "hello", "guide")}
"""A campaign of the repository, its step and a variant, for channels that have one."""
TEXT = TextVariant(
    text={
        "en": "{{ first_name | default('Hello') }}, your basket waits: {{ link }} {{ opt_out }}",
        "de": "{{ first_name | default('Hallo') }}, dein Korb wartet: {{ link }} {{ opt_out }}",
    },
    link="https://app.example.com/basket",
)
LETTER = LetterVariant(
    form="win_back_a5",
    fields={
        "salutation": {
            "en": "Dear {{ first_name | default('customer') }}",
            "de": "Hallo {{ first_name | default('du') }}",
        },
        "offer": {"en": "Come back until Sunday", "de": "Komm bis Sonntag wieder"},
    },
)
CONTENT = {"sms": TEXT, "messenger": TEXT, "letter": LETTER}
"""What the others say."""
ADDRESS = {"email": "p{n}@people.example", "push": "installation-{n}:registration-token", "letter": "user-{n}"}
PHONE = "+49151000{n:05}"


@pytest.fixture
def surroundings(sandbox, monkeypatch, tmp_path):
    """Environment that points to the sandbox; a test that must wait for a time-out waits a moment only."""
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("ROUNDTRIP_HOME", str(tmp_path))
    monkeypatch.setenv("ROUNDTRIP_PUBLIC_URL", "https://crm.example")
    monkeypatch.setattr(fcm_client, "TIMEOUT_SECONDS", 1.5)
    monkeypatch.setattr(sendgrid_client, "TIMEOUT_SECONDS", 1.5)
    monkeypatch.setattr(declared, "providers", _quick(declared.providers()))


@pytest.fixture
def opened(surroundings) -> Iterator[dict[str, Channel]]:
    with open_channels(FixedClock(NOW)) as channels:
        yield channels


@pytest.fixture
def rendered(opened) -> Callable[..., list[Rendered]]:
    """`rendered("push", 3)`: three people's messages on a channel; further facts of the message by name."""
    campaigns = {campaign.id: campaign for campaign in declared.campaigns()[0]}

    def said(m: ClaimedMessage) -> Variant:
        return campaigns[m.campaign_id].step(m.step_id).variants[m.variant]

    def render(channel: str, people: int = 1, **facts: object) -> list[Rendered]:
        messages = [a_message(channel, n, **facts) for n in range(people)]
        return [opened[channel].render(m, CONTENT.get(channel) or said(m)) for m in messages]

    return render


def _quick(providers: dict[str, Provider]) -> Callable[[], dict[str, Provider]]:
    at_once = {"timeout_seconds": 0.5, "limits": Limits(per_minute=600_000, at_once=16)}
    patient = {name: each.model_copy(update=at_once) for name, each in providers.items()}
    return lambda: patient


def a_message(channel: str, n: int = 0, **facts: object) -> ClaimedMessage:
    campaign_id, step_id, variant = CAMPAIGNS.get(channel, ("basket", "text", "only"))
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
            "address": ADDRESS.get(channel, PHONE).format(n=n),
            "platform": "ios",
            "language": "en",
            "placeholders": {"first_name": f"Person {n}"},
            "not_after": NOW + timedelta(days=2),
            **facts,
        }
    )
