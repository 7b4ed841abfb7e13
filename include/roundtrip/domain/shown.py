"""What the app shows by itself: in-app messages, whose moment the app decides, and news, which stay in its feed."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from roundtrip.domain.policy import Strict
from roundtrip.domain.values import Duration, Texts
from roundtrip.domain.variant import BaseVariant

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Plain = str | int | float | bool
LONGEST = timedelta(days=365)
Lasting = Annotated[Duration, Field(gt=timedelta(), le=LONGEST)]


class Range(Strict):
    """A number of at least and at most."""

    at_least: float | None = None
    at_most: float | None = None


class Trigger(Strict):
    """When the app shows it. The app decides, the moment the event happens, without asking anybody."""

    event: str = "app_opened"
    where: dict[str, Plain | list[Plain] | Range] = Field(default={})
    """Properties of the event: a value, one of several, or a range of numbers. All must hold."""
    after: Duration = timedelta()
    """How long after the event."""


class Button(Strict):
    text: Texts
    link: str | None = None
    """A deep link or a web address; without one the button closes the message."""


class InAppVariant(BaseVariant):
    form: Literal["modal", "banner", "full_screen", "placement"] = "modal"
    placement: Name | None = None
    """Where in the app, by the name its developers gave the place; with `form: placement` only."""
    title: Texts
    body: Texts
    image: str | None = None
    link: str | None = None
    """Where a tap on the message leads."""
    buttons: list[Button] = Field(default=[], max_length=2)
    trigger: Trigger = Trigger()
    priority: int = Field(default=50, ge=0, le=100)
    """Of several that could be shown, the one with most is."""
    times: int | None = Field(default=None, ge=1, le=100)
    """How often it is shown: once unless said otherwise, in a placement as often as the place is seen. No more once it was
    clicked or dismissed."""
    valid_for: Lasting = timedelta(days=7)

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if (self.form == "placement") != (self.placement is not None):
            raise ValueError("placement: goes with `form: placement`, and only with it; write both or neither")
        return self

    @property
    def most_shown(self) -> int | None:
        """How often at most; None without bound."""
        return self.times or (None if self.placement else 1)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        buttons = {f"buttons.{place}.text": button.text for place, button in enumerate(self.buttons)}
        return {"title": self.title, "body": self.body, **buttons}

    @property
    def addresses(self) -> dict[str, str]:
        buttons = {f"buttons.{place}.link": button.link for place, button in enumerate(self.buttons)}
        found = {"image": self.image, "link": self.link, **buttons}
        return {part: address for part, address in found.items() if address}


class NewsVariant(BaseVariant):
    title: Texts
    body: Texts
    image: str | None = None
    link: str | None = None
    pinned: bool = False
    """Stays on top of the feed."""
    valid_for: Lasting = timedelta(days=30)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {"title": self.title, "body": self.body}

    @property
    def addresses(self) -> dict[str, str]:
        found = {"image": self.image, "link": self.link}
        return {part: address for part, address in found.items() if address}
