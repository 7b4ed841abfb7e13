"""A campaign as a marketer declares it in include/campaigns/<id>.yml."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, WithJsonSchema, model_validator

from roundtrip.domain.policy import Strict
from roundtrip.domain.push import PushVariant
from roundtrip.domain.shown import InAppVariant, NewsVariant
from roundtrip.domain.text import LetterVariant, TextVariant
from roundtrip.domain.values import Duration, Share, Texts, Zone
from roundtrip.domain.variant import BaseVariant

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
# JSON Schema's own formats want a zone, which a local time has not
LocalTime = Annotated[time, WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d$", "examples": ["18:00"]})]
LocalDateTime = Annotated[datetime, WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$"})]


class Kind(StrEnum):
    """Control, holdout, caps and quiet hours bind marketing only."""

    MARKETING = "marketing"
    SERVICE = "service"
    TRANSACTIONAL = "transactional"


class Mode(StrEnum):
    DRAFT = "draft"  # checked, never decided
    SHADOW = "shadow"  # decided, planned and rendered, never sent
    SEED_LIST = "seed_list"  # sent to the named staff of policy.yml
    LIVE = "live"
    PAUSED = "paused"  # decided `paused`; what was planned waits


class Schedule(Strict):
    """On which days, and at what local time."""

    days: Literal["daily"] | list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    at: LocalTime
    timezone: Literal["recipient"] | Zone = "recipient"

    def is_due_on(self, day: date) -> bool:
        return self.days == "daily" or WEEKDAYS[day.weekday()] in self.days


class Once(Strict):
    """One local date and time."""

    once: LocalDateTime
    timezone: Literal["recipient"] | Zone = "recipient"

    @property
    def at(self) -> time:
        return self.once.time()

    def is_due_on(self, day: date) -> bool:
        return self.once.date() == day


def _occasion_tag(given: Any) -> str:
    return "one_time" if isinstance(given, Once) or (isinstance(given, dict) and "once" in given) else "on_days"


Occasion = Annotated[
    Annotated[Schedule, Tag("on_days")] | Annotated[Once, Tag("one_time")], Discriminator(_occasion_tag)
]


class Audience(Strict):
    """Outside these bounds nothing is sent and the run says so."""

    min: int = Field(default=1, ge=0)
    max: int = Field(default=1_000_000, gt=0)


class Success(Strict):
    """What counts as a success, and until when after the message was due."""

    event: str
    value: Literal["revenue", "count"] = "count"
    within: Duration


class ExitWhen(Strict):
    """What ends an occurrence for a person: whoever does it after they were decided about gets nothing more of it."""

    did: str


class EmailVariant(BaseVariant):
    subject: Texts
    template: Identifier

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {"subject": self.subject}


class _SendStep(Strict):
    id: Identifier

    @model_validator(mode="before")
    @classmethod
    def _content_without_variants(cls, given: Any) -> Any:
        """A step that is not tested writes its content on the step itself: its one variant is called `only`."""
        if not isinstance(given, dict) or "variants" in given:
            return given
        frame = {key: value for key, value in given.items() if key in ("id", "send", "devices")}
        return {**frame, "variants": {"only": {k: v for k, v in given.items() if k not in frame}}}


class EmailStep(_SendStep):
    send: Literal["email"]
    variants: dict[Identifier, EmailVariant] = Field(min_length=1)


class PushStep(_SendStep):
    send: Literal["push"]
    devices: Literal["latest", "all"] = "latest"
    """The device last seen, or every one of the person's; counted once, whichever."""
    variants: dict[Identifier, PushVariant] = Field(min_length=1)


class TextStep(_SendStep):
    send: Literal["sms", "messenger"]
    variants: dict[Identifier, TextVariant] = Field(min_length=1)


class LetterStep(_SendStep):
    send: Literal["letter"]
    variants: dict[Identifier, LetterVariant] = Field(min_length=1)


class InAppStep(_SendStep):
    send: Literal["in_app"]
    variants: dict[Identifier, InAppVariant] = Field(min_length=1)


class NewsStep(_SendStep):
    send: Literal["feed"]
    variants: dict[Identifier, NewsVariant] = Field(min_length=1)


class WaitStep(Strict):
    """Every later step is due this much later."""

    wait: Duration


def _step_tag(given: Any) -> str:
    if isinstance(given, WaitStep) or (isinstance(given, dict) and "wait" in given):
        return "wait"
    sent = str(given.get("send", "missing `send`") if isinstance(given, dict) else given.send)
    return "text" if sent in ("sms", "messenger") else sent


Variant = EmailVariant | InAppVariant | LetterVariant | NewsVariant | PushVariant | TextVariant
SendStep = EmailStep | PushStep | TextStep | LetterStep | InAppStep | NewsStep
Step = Annotated[
    Annotated[EmailStep, Tag("email")]
    | Annotated[PushStep, Tag("push")]
    | Annotated[TextStep, Tag("text")]
    | Annotated[LetterStep, Tag("letter")]
    | Annotated[InAppStep, Tag("in_app")]
    | Annotated[NewsStep, Tag("feed")]
    | Annotated[WaitStep, Tag("wait")],
    Discriminator(_step_tag),
]


class Campaign(Strict):
    """One campaign file. `id` and every step's `id` are permanent: the ledger's keys are made of them."""

    id: Identifier
    kind: Kind
    mode: Mode = Mode.SHADOW
    owner: str
    goal: str
    segment: Identifier
    schedule: Occasion
    starts_on: date = date.min
    """The first night that may decide it; without one it starts as soon as its mode allows."""
    again_after: Duration | Literal["never"] = "never"
    holdout: Share
    audience: Audience = Audience()
    priority: int = 50
    approval: Literal["none", "required"] = "required"
    topic: Identifier
    success: Success
    """Whoever does it gets nothing more of the occurrence either."""
    exit_when: ExitWhen | None = None
    steps: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _steps_make_sense(self) -> Self:
        ids = [step.id for step in self.send_steps]
        if not ids:
            raise ValueError("steps: at least one step must send something")
        if doubled := {name for name in ids if ids.count(name) > 1}:
            raise ValueError(f"steps: the id {doubled.pop()!r} stands twice; every step needs an id of its own")
        return self

    @property
    def send_steps(self) -> list[SendStep]:
        return [step for step in self.steps if not isinstance(step, WaitStep)]

    def delay_of(self, step_id: str) -> timedelta:
        """How long after the occurrence's local time the step is due: the sum of the waits before it."""
        total = timedelta()
        for step in self.steps:
            if isinstance(step, WaitStep):
                total += step.wait
            elif step.id == step_id:
                return total
        raise KeyError(step_id)

    def step(self, step_id: str) -> SendStep:
        return next(step for step in self.send_steps if step.id == step_id)
