"""The rules of include/policy.yml that bind every marketing campaign."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from roundtrip.domain.values import Share, Zone


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
    email: str
    name: str


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
    plan_hours: int = Field(default=36, gt=0)
    lease_minutes: int = Field(default=5, gt=0)
    uncertain_hours: int = Field(default=72, gt=0)

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lease_minutes)
