"""The content of a push: a notification the phone shows, or a data message the app makes something of by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from roundtrip.domain.values import Duration, Texts
from roundtrip.domain.variant import BaseVariant

LONGEST_LIFE = timedelta(days=28)  # FCM keeps a message no longer
OURS = frozenset({"message_id", "campaign_id", "step_id", "link", "title", "body", "image"})
"""Keys of `data` that Roundtrip fills in."""
RESERVED = frozenset({"from", "message_type"})
RESERVED_BEGINNINGS = ("google", "gcm")
"""What FCM keeps for itself."""
SHOWN_BY_THE_PHONE = ("image", "badge", "category", "android_channel")


def _free_key(key: str) -> str:
    if key in OURS:
        raise ValueError(f"{key!r} is filled in by Roundtrip; choose another name")
    if key in RESERVED or key.startswith(RESERVED_BEGINNINGS):
        raise ValueError(f"{key!r} belongs to FCM; choose another name")
    return key


def _kept(time_to_live: timedelta) -> timedelta:
    if time_to_live > LONGEST_LIFE:
        raise ValueError(f"FCM keeps a message for {LONGEST_LIFE.days} days at most; write 28 days or less")
    return time_to_live


class PushVariant(BaseVariant):
    title: Texts = Field(default={})
    body: Texts = Field(default={})
    image: str | None = None
    """A web address; shown beside the text where the platform can."""
    link: str | None = None
    """Where a tap leads: a deep link, handed to the app in `data`."""
    data: dict[Annotated[str, AfterValidator(_free_key)], str] = Field(default={})
    """Further values for the app; they may hold placeholders."""
    data_only: bool = False
    """Nothing is shown by the phone: the app is woken and gets title and body, if any, in `data`."""
    priority: Literal["normal", "high"] = "normal"
    """High wakes a sleeping phone; for what cannot wait."""
    sound: str = "default"
    badge: int | None = Field(default=None, ge=0)
    """The number on the app's icon on iOS; 0 takes it away."""
    category: str | None = None
    """The iOS category whose buttons are shown."""
    android_channel: str | None = None
    """The notification channel of the Android app, which has the person's settings for sound and importance."""
    collapse_key: str | None = None
    """A later message with the same key replaces this one, where it was not delivered yet; by default the step's own."""
    time_to_live: Annotated[Duration, AfterValidator(_kept)] = timedelta(hours=24)
    analytics_label: str | None = Field(default=None, pattern=r"^[a-zA-Z0-9\-_.~%]{1,50}$")
    """By which Firebase's own reports count it; by default the campaign's id."""

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {part: text for part, text in (("title", self.title), ("body", self.body)) if text or not self.data_only}

    @property
    def addresses(self) -> dict[str, str]:
        given = {"link": self.link, "image": self.image, **{f"data.{key}": text for key, text in self.data.items()}}
        return {part: text for part, text in given.items() if text}

    @model_validator(mode="after")
    def _says_something_the_phone_can_show(self) -> Self:
        if not self.data_only and not (self.title and self.body):
            raise ValueError("title and body: a notification needs both; write them, or `data_only: true`")
        idle = [name for name in SHOWN_BY_THE_PHONE if self.data_only and getattr(self, name) is not None]
        if idle:
            raise ValueError(
                f"{', '.join(idle)}: means nothing in a data message, which the app shows itself; remove it"
            )
        return self
