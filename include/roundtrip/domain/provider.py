"""A provider of texts (SMS, messengers) as somebody declares it in include/providers/<provider>.yml.

One channel speaks to all of them (channels/texts.py): how a message is put, who signs in how, and what each answer means is
said here, so that a provider is added without a line of Python.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, RootModel, Tag, model_validator

from roundtrip.domain.drop import Drop
from roundtrip.domain.policy import Strict

OPEN_QUESTION = (408, *range(500, 600))
"""Statuses after which nobody knows whether the message went out."""


def _listed(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


def _codes(given: Any) -> Any:
    return [str(code) if isinstance(code, int) else code for code in _listed(given)]


Status = Annotated[int, Field(ge=200, le=599)] | Literal["2xx", "3xx", "4xx"]


class Answer(Strict):
    """What one kind of answer means for the message. The first of a provider's answers that fits counts."""

    status: Annotated[list[Status], BeforeValidator(_listed)]
    code: Annotated[list[str], BeforeValidator(_codes)] = Field(default=[])
    """The provider's own codes, of which one must stand where `code_at` says; none fits whatever stands there."""
    means: Literal["accepted", "rejected", "not_now", "uncertain"]
    disables: str | None = None
    """With rejected: the address is dead, and why."""
    is_ours: bool = False
    """With not_now: a wrong key or an empty account, which does not heal in a minute."""
    halts: bool = False
    """With rejected: the content is refused, for everybody."""

    @model_validator(mode="after")
    def _promises_no_more_than_is_known(self) -> Self:
        if self.means in ("rejected", "not_now") and any(status in OPEN_QUESTION for status in self.status):
            raise ValueError(
                "408 and 5xx leave open whether the message went out, so they are uncertain; remove the status"
            )
        if self.means == "accepted" and any(status != "2xx" and not _is_success(status) for status in self.status):
            raise ValueError("accepted is said with a status of 2xx; remove the others")
        if (self.disables or self.halts) and self.means != "rejected":
            raise ValueError("disables and halts go with `means: rejected`")
        return self

    def fits(self, status: int, code: str | None) -> bool:
        is_status = status in self.status or f"{status // 100}xx" in self.status
        return is_status and (not self.code or code in self.code)


UNKNOWN = Answer(status=["4xx"], means="uncertain")


class Form(Strict):
    """A form of fields, urlencoded."""

    form: dict[str, str]


class Json(Strict):
    """A JSON document; every text in it is a template."""

    json_: Any = Field(alias="json")


class HeaderAuth(Strict):
    """The password in a header of this name."""

    header: str


class Limits(Strict):
    """How hard the provider may be pressed."""

    per_minute: int = Field(default=600, gt=0)
    at_once: int = Field(default=8, gt=0, le=64)


class Replies(Strict):
    """How a text that a person sends back is told: POST <public url>/webhooks/<provider>/replies."""

    sender: str
    """The field with the person's number."""
    text: str
    stop: list[str] = Field(min_length=1)
    """Texts (in any case) by which somebody wants no more; no means no on every topic of the channel."""


class Callbacks(Strict):
    """What the provider tells later. The address it is told to is signed; Twilio signs the request, too."""

    signature: Literal["twilio", "link"]
    """twilio: X-Twilio-Signature over address and fields. link: the signed address alone says that it is genuine."""
    status: str
    """The field that holds the status."""
    kinds: dict[str, Literal["processed", "delivered", "dropped", "bounced", "opened"]]
    """What each status means; others are left out."""
    error: str | None = None
    """The field that holds the error's code."""
    dead: Annotated[list[str], BeforeValidator(_codes)] = Field(default=[])
    """Codes of errors after which the number is not written to again."""
    opted_out: Annotated[list[str], BeforeValidator(_codes)] = Field(default=[])
    """Codes of errors that say the person ended it at the provider: consent for the channel is taken back."""
    replies: Replies | None = None

    @model_validator(mode="after")
    def _replies_are_signed(self) -> Self:
        if self.replies and self.signature == "link":
            raise ValueError("replies: come without a signed address, so the provider must sign them; remove them")
        return self


class Provider(Strict):
    """One provider of texts."""

    provider: str = Field(pattern="^[a-z][a-z0-9_]*$")
    connection: str = ""
    """The connection roundtrip_<connection> holds login and password; without one it is called as the provider."""
    serves: list[Literal["sms", "messenger"]] = Field(min_length=1)
    url: str
    """Where a message is posted; `{{ login }}` is the connection's."""
    hosts: list[str] = Field(min_length=1)
    """The only hosts this provider is ever looked for at."""
    auth: Literal["basic", "bearer"] | HeaderAuth
    """By login and password, by the password as a bearer's token, or by the password in a header of this name."""
    body: Form | Json
    idempotency_header: str | None = None
    """Where the provider drops a repeat by itself: it gets the message's id."""
    sender: str = ""
    """A number, a short code or a name, as `{{ sender }}`."""
    code_at: str | None = None
    """Where an answer holds the provider's code, in JMESPath."""
    id_at: str
    """Where an accepted message's id stands, in JMESPath."""
    answers: list[Answer] = Field(min_length=1)
    limits: Limits = Limits()
    timeout_seconds: int = Field(default=15, ge=5, le=30)
    callbacks: Callbacks | None = None

    @model_validator(mode="after")
    def _stays_at_its_hosts(self) -> Self:
        parts = urlsplit(re.sub(r"\{\{.*?\}\}", "x", self.url))
        if parts.scheme != "https" or "{" in self.url.partition("://")[2].partition("/")[0]:
            raise ValueError("url: begins with https:// and a host that is written out; correct it")
        if parts.hostname not in self.hosts:
            raise ValueError(
                f"hosts: {parts.hostname!r}, where url points, is not among them; add it or correct the url"
            )
        if not any(answer.means == "accepted" for answer in self.answers):
            raise ValueError("answers: none is accepted; say how the provider takes a message")
        return self

    @property
    def account(self) -> str:
        return self.connection or self.provider

    @property
    def origin(self) -> str:
        """Scheme and host of its address."""
        return "https://" + self.url.partition("://")[2].partition("/")[0]

    def meaning_of(self, status: int, code: str | None) -> Answer:
        """The first answer that fits; what fits none is uncertain."""
        return next((answer for answer in self.answers if answer.fits(status, code)), UNKNOWN)


def _way(given: Any) -> str:
    return "drop" if isinstance(given, Drop) or (isinstance(given, dict) and "drop" in given) else "call"


class AnyProvider(
    RootModel[Annotated[Annotated[Provider, Tag("call")] | Annotated[Drop, Tag("drop")], Discriminator(_way)]]
):
    """One file of include/providers: somebody who is called, or somebody who fetches files."""


def _is_success(status: int | str) -> bool:
    return isinstance(status, int) and 200 <= status < 300  # noqa: PLR2004
