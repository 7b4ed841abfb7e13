"""What the api says to the app and the app to the api, version 1: docs/inbox.schema.json is made of it.

A client reads fields it knows and leaves others alone; what would break it is a new version under a new path.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel

Plain = str | int | float | bool


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class Condition(Wire):
    """What must hold of a property of the event. Several are all to hold."""

    property: str
    one_of: list[Plain] | None = None
    at_least: float | None = None
    at_most: float | None = None


class When(Wire):
    """The app shows the message this long after such an event."""

    event: str
    where: list[Condition] = []
    after_seconds: int = 0


class ShownButton(Wire):
    text: str
    link: str | None = None
    """Absent where the button only closes the message."""


class Content(Wire):
    """What a person reads."""

    title: str
    body: str
    image: str | None = None
    """Always https."""
    link: str | None = None
    """Where a tap leads: a deep link of the app or a web address; never a script."""
    language: str


class InAppContent(Content):
    form: Literal["modal", "banner", "full_screen", "placement"]
    buttons: list[ShownButton] = []
    trigger: When | None = None
    """Absent in a placement, which shows it whenever the place is seen."""


class NewsContent(Content):
    """One item of the feed."""


class Placed(Wire):
    """What every message brings along."""

    message_id: UUID
    """Comes back in every receipt."""
    placed_at: datetime
    valid_until: datetime
    """Not shown afterwards, online or not."""


class InAppMessage(Placed, InAppContent):
    placement: str | None = None
    priority: int
    """Of several that could be shown now, the one with most is; of equals the one placed first."""
    times_left: int | None = None
    """How often it may still be shown, on whatever device; absent without bound."""


class News(Placed, NewsContent):
    is_pinned: bool
    is_read: bool


class Messages(Wire):
    """GET /inbox/messages, and GET /inbox/placements/{placement}: the best first."""

    version: Literal[1] = 1
    messages: list[InAppMessage]


class Feed(Wire):
    """GET /inbox/feed: pinned ones first, then the newest."""

    version: Literal[1] = 1
    items: list[News]
    unread: int
    """In the whole feed."""
    next: str | None = None
    """`?after=` of the next page; absent on the last."""


class Receipt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    receipt_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    """Chosen by the app, once: however often it is sent, it counts once."""
    message_id: UUID
    kind: Literal["received", "shown", "opened", "clicked", "dismissed", "read"]
    at: AwareDatetime
    """When it happened by the device's clock, also if it is told later."""


class Receipts(RootModel[list[Receipt]]):
    """POST /inbox/receipts, by the account that got the messages; 64 KiB at most. One that makes no sense is left out, the
    others count."""
