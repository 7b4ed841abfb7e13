"""Push through Firebase Cloud Messaging: one call for each device of a message, and never a second by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple, cast

import orjson

from roundtrip import settings
from roundtrip.channels import credentials
from roundtrip.channels.fcm_client import TIMEOUT_SECONDS, Fcm
from roundtrip.channels.fcm_errors import held_back, judged, meaning
from roundtrip.channels.languages import best
from roundtrip.channels.pace import Pace
from roundtrip.channels.protocol import CannotRender, ContactKind, Rendered, Surroundings, Variant
from roundtrip.channels.push_payload import MAX_COLLAPSE_KEY, Frame, frame, request_body
from roundtrip.channels.rendering import Plain, faults, render, single_line, values
from roundtrip.domain.campaign import SendStep
from roundtrip.domain.message import ClaimedMessage, Outcome
from roundtrip.domain.push import PushVariant

A_FRAMES_LIFE = timedelta(minutes=1)
"""How long messages are sent with the times that it was made with."""
WORDS = ("title", "body")
"""What may not be empty."""


@dataclass(frozen=True)
class RenderedPush(Rendered):
    """The message in FCM's words, but for the address."""

    texts: Mapping[str, str]
    """Title, body, image, link and the variant's data, as this person gets them."""
    parts: Mapping[str, orjson.Fragment]

    def shown(self) -> Mapping[str, str]:
        return self.texts


class _Call(NamedTuple):
    """One message to one device."""

    message: ClaimedMessage
    request: bytes


class PushChannel:
    """See channels.protocol.Channel."""

    name = "push"
    contact_kind: ContactKind = "push_token"
    max_batch = 4000

    def __init__(self, surroundings: Surroundings) -> None:
        self._policy = surroundings.policy
        self._clock = surroundings.clock
        self._pace = Pace(surroundings.policy.rates.push / settings.load().senders)
        self._patience = surroundings.policy.lease.total_seconds() / 2 - TIMEOUT_SECONDS
        self._frames: dict[tuple[str, str, int, datetime], tuple[PushVariant, datetime, Frame]] = {}
        self._wordings: dict[tuple[str, int], tuple[PushVariant, tuple[dict[str, str], dict[str, str]]]] = {}

    @cached_property
    def _provider(self) -> Fcm:
        return Fcm(credentials.fcm(), self._pace)

    def prepare(self) -> None:
        self._provider  # noqa: B018

    def check(self, step: SendStep) -> list[str]:
        variants = cast(Mapping[str, PushVariant], step.variants)
        return [f"variants.{name}.{fault}" for name, variant in variants.items() for fault in self._faults(variant)]

    def _faults(self, variant: PushVariant) -> Iterable[str]:
        for part, texts in variant.texts.items():
            for language, text in texts.items():
                yield from (f"{part}.{language}: {fault}" for fault in faults(text))
        for part, text in variant.addresses.items():
            yield from (f"{part}: {fault}" for fault in faults(text))
        if len((variant.collapse_key or "").encode()) > MAX_COLLAPSE_KEY:
            yield f"collapse_key: is longer than {MAX_COLLAPSE_KEY} bytes; shorten it"

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedPush:
        if not isinstance(variant, PushVariant):
            raise CannotRender("the step's content is not for push")
        texts = self._texts(message, variant, values(message.placeholders))
        shown_by_phone = (
            {} if variant.data_only else {part: texts[part] for part in ("title", "body", "image") if part in texts}
        )
        for_app = {part.removeprefix("data."): text for part, text in texts.items() if part not in shown_by_phone}
        return RenderedPush(
            message, texts, self._frame(message, variant).around(shown_by_phone, for_app | _ours(message))
        )

    def _texts(self, message: ClaimedMessage, variant: PushVariant, context: Mapping[str, Plain]) -> dict[str, str]:
        fixed, personal = self._wording(message.language, variant)
        rendered = fixed | {part: single_line(render(text, context)) for part, text in personal.items()}
        if empty := [part for part in WORDS if part in rendered and not rendered[part]]:
            raise CannotRender(f"{' and '.join(empty)}: empty")
        return rendered

    def _wording(self, language: str, variant: PushVariant) -> tuple[dict[str, str], dict[str, str]]:
        """A variant's parts in the best language there is: those everybody gets as they are, and those with placeholders."""
        key = language, id(variant)
        if key not in self._wordings:
            texts = {part: best(language, each, self._policy.default_language) for part, each in variant.texts.items()}
            parts = texts | variant.addresses
            fixed = {part: single_line(render(text, {})) for part, text in parts.items() if "{" not in text}
            personal = {part: text for part, text in parts.items() if part not in fixed}
            self._wordings[key] = variant, (fixed, personal)
        return self._wordings[key][1]

    def _frame(self, message: ClaimedMessage, variant: PushVariant) -> Frame:
        """Made once a minute for a variant and an end, the variant kept with it so that its identity is not given to another."""
        not_after = message.not_after.replace(second=0, microsecond=0)  # few ends, however many people
        key = message.campaign_id, message.step_id, id(variant), not_after
        now = self._clock.now()
        if key not in self._frames or now >= self._frames[key][1]:
            try:
                made = frame(variant, message.campaign_id, message.step_id, now, not_after - A_FRAMES_LIFE)
            except ValueError as error:
                raise CannotRender(f"FCM's rules: {error}") from error
            self._frames[key] = variant, now + A_FRAMES_LIFE, made
        return self._frames[key][2]

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        calls = [call for push in cast(Sequence[RenderedPush], batch) for call in _calls(push)]
        if unreachable := self._provider.sign_in():
            return [judged(unreachable, call.message) for call in calls]
        replies = self._provider.send([call.request for call in calls], self._patience)
        rest = self._pace.rest()
        return [
            meaning(reply, call.message) if reply else held_back(call.message, rest)
            for call, reply in zip(calls, replies, strict=True)
        ]

    def close(self) -> None:
        if "_provider" in self.__dict__:
            self._provider.close()


def _calls(push: RenderedPush) -> Iterator[_Call]:
    """One for each device, with the message as it goes there."""
    yield _Call(push.message, request_body(push.parts, push.message.address))
    for endpoint in push.message.further:
        yield _Call(push.message.at(endpoint), request_body(push.parts, endpoint.address))


def _ours(message: ClaimedMessage) -> dict[str, str]:
    """By the message's id the app drops a repeat and reports receipt (POST /receipts)."""
    return {"message_id": str(message.message_id), "campaign_id": message.campaign_id, "step_id": message.step_id}


def open_channel(surroundings: Surroundings) -> PushChannel:
    """Found by channels.discovery."""
    return PushChannel(surroundings)
