"""The rules of include/policy.yml that bind every marketing campaign."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from roundtrip.domain.values import Identifier, Share, Texts, Zone

LONGEST_TIMEOUT = timedelta(seconds=30)
"""Of a call to any provider (domain.provider, channels.sendgrid_client)."""

Priced = Literal["push", "email", "in_app", "feed", "sms", "messenger", "letter"]


class Strict(BaseModel):
    """A declaration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reporting(Strict):
    timezone: Zone
    currency: str = Field(pattern="^[A-Z]{3}$")


class Cap(Strict):
    """At most `most` marketing messages in a calendar window of `days`, in the recipient's zone."""

    days: Literal[1, 7]
    most: int = Field(gt=0)
    channel: str | None = None


class QuietHours(Strict):
    """No marketing from `start` until `until`, recipient's local time; the window may cross midnight."""

    start: time = Field(alias="from")
    until: time


class Sender(Strict):
    """Who mails come from, and how SendGrid treats them."""

    email: str
    name: str
    reply_to: str | None = None
    clicks: Literal["roundtrip", "sendgrid"] = "sendgrid"
    """Who counts clicks: roundtrip leads links through the public url, which the app may open itself; sendgrid through its own host."""
    unsubscribe_groups: dict[str, int] = {}
    """SendGrid's suppression group of a topic, whose own list then binds, too."""


class App(Strict):
    """The apps that may open tracked links themselves, in place of a browser."""

    ios: tuple[str, ...] = ()
    """Team id and bundle id, as in `ABCDE12345.com.example.app`."""
    android: dict[str, tuple[str, ...]] = {}
    """Package name to the SHA-256 fingerprints of its signing certificates."""


class TextRules(Strict):
    """What binds every text to a phone."""

    most_segments: int = Field(default=2, gt=0, le=10)
    """A text is billed by segments: 160 letters of the GSM alphabet (153 of a longer text), or 70 (67) with one letter outside it."""
    opt_out: Texts = {"en": "STOP to end", "de": "Ende: STOPP"}
    """How somebody ends it, as `{{ opt_out }}`; the words a reply may use stand in include/providers."""


class Rates(Strict):
    """Calls a minute a provider allows a project; never more are begun (channels.pace)."""

    push: int = Field(default=600_000, gt=0)


class Identity(Strict):
    """Which identifiers make rows one person (docs/adr/0009-one-person.md)."""

    shared_above: int = Field(default=3, gt=0)
    """Accounts, cards, addresses or phones; a thing seen with more of one of these is shared and ties nobody together."""
    merges_accounts: tuple[Identifier, ...] = ()
    """Kinds of identifiers that make two accounts one person."""

    @field_validator("merges_accounts")
    @classmethod
    def _not_the_account(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        if "user_id" in kinds:
            raise ValueError("an account is one person by itself; remove user_id")
        return kinds


class Policy(Strict):
    reporting: Reporting
    global_control: Share
    caps: dict[str, Cap]
    quiet_hours: QuietHours
    default_timezone: Zone
    default_language: str
    topics: dict[str, str]
    seed_list: list[str]
    sender: Sender
    app: App = App()
    providers: dict[Literal["sms", "messenger", "letter"], str] = {}
    """Who carries a channel, by the names of include/providers."""
    texts: TextRules = TextRules()
    rates: Rates = Rates()
    message_cost: dict[Priced, Annotated[Decimal, Field(ge=0)]] = {}
    """What an accepted message costs, in minor units of the reporting currency; of a channel that is not named it is unknown."""
    identity: Identity = Identity()
    plan_hours: int = Field(default=36, gt=0)
    lease_minutes: int = Field(default=5, gt=0)
    uncertain_hours: int = Field(default=72, gt=0)
    keep_months: int = Field(default=25, ge=2)
    """Whole months of the ledger that stay in reach; of older ones only who was sent what is kept."""

    @field_validator("lease_minutes")
    @classmethod
    def _outlasts_a_batch(cls, minutes: int) -> int:
        """A batch is begun for a minute at most (channels.provider_client), and its last call is waited for."""
        shortest = timedelta(minutes=1) + LONGEST_TIMEOUT
        if timedelta(minutes=minutes) < shortest:
            seconds = int(shortest.total_seconds())
            raise ValueError(
                f"a worker may wait {seconds} seconds for its providers, and with a shorter lease would lose its messages"
                " before they answer; write 2 or more"
            )
        return minutes

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lease_minutes)
