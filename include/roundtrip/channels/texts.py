"""Short texts to phones, through whichever provider policy.yml names: what SMS and messengers have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from roundtrip import declared, secrets_store, settings
from roundtrip.channels import credentials, provider_body
from roundtrip.channels.languages import best
from roundtrip.channels.protocol import CannotRender, ContactKind, Rendered, Surroundings, Variant
from roundtrip.channels.provider_client import Call, ProviderClient
from roundtrip.channels.rendering import faults, render, values
from roundtrip.channels.sms_segments import foreign_letters, segments
from roundtrip.channels.tracked_links import TrackedLinks
from roundtrip.domain import callback_link, click_link, unsubscribe_link
from roundtrip.domain.campaign import SendStep
from roundtrip.domain.message import ClaimedMessage, Outcome
from roundtrip.domain.provider import Provider
from roundtrip.domain.text import TextVariant

MAX_BATCH = 500
UNSUBSCRIBE, OPT_OUT, LINK = "unsubscribe_url", "opt_out", "link"


@dataclass(frozen=True)
class RenderedText(Rendered):
    """One text, and the request it makes."""

    text: str
    body: bytes
    target: str | None

    def links(self) -> dict[str, str]:
        return {click_link.link_id(self.target): self.target} if self.target else {}

    def shown(self) -> dict[str, str]:
        return {"text": self.text, **({"link leads to": self.target} if self.target else {})}


class TextChannel:
    """See channels.protocol.Channel."""

    contact_kind: ContactKind = "phone"
    max_batch = MAX_BATCH

    def __init__(self, name: Literal["sms", "messenger"], surroundings: Surroundings) -> None:
        self.name = name
        self._policy = surroundings.policy
        self._public_url = settings.load().public_url

    @cached_property
    def _provider(self) -> Provider:
        return declared.provider_of(self.name, self._policy)

    @cached_property
    def _client(self) -> ProviderClient:
        return ProviderClient(self._provider, credentials.account(self._provider.account))

    @cached_property
    def _signing_key(self) -> bytes:
        return secrets_store.secret("signing_key")

    @cached_property
    def _tracked(self) -> TrackedLinks:
        return TrackedLinks(self._public_url, self._signing_key)

    def prepare(self) -> None:
        self._client  # noqa: B018

    def check(self, step: SendStep) -> list[str]:
        try:
            found = provider_body.body_faults(self._provider)
        except declared.DeclarationError as error:
            return [f"send: {fault}" for fault in error.faults]
        variants = cast(Mapping[str, TextVariant], step.variants)
        return found + [f"variants.{name}.{fault}" for name, each in variants.items() for fault in self._faults(each)]

    def _faults(self, variant: TextVariant) -> Iterable[str]:
        for language, text in variant.text.items():
            yield from (f"text.{language}: {fault}" for fault in faults(text))
        if variant.link:
            yield from (f"link: {fault}" for fault in self._tracked.faults(variant.link))

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedText:
        if not isinstance(variant, TextVariant):
            raise CannotRender(f"the step's content is not for {self.name}")
        link = {LINK: self._tracked.url(message.message_id, variant.link)} if variant.link else {}
        context = {
            **values(message.placeholders),
            UNSUBSCRIBE: f"{self._public_url}/unsubscribe/{unsubscribe_link.token(message.message_id, self._signing_key)}",
            OPT_OUT: best(message.language, self._policy.texts.opt_out, self._policy.default_language),
            **link,
        }
        text = render(best(message.language, variant.text, self._policy.default_language), context).strip()
        self._refuse_unfit(text)
        return RenderedText(
            message, text, provider_body.body(self._provider, self._request(message, text)), variant.link
        )

    def _refuse_unfit(self, text: str) -> None:
        if not text:
            raise CannotRender("the text is empty")
        most = self._policy.texts.most_segments
        if self.name == "sms" and segments(text) > most:
            strangers = foreign_letters(text)
            because = f"; {strangers[:10]!r} more than halve what fits into each" if strangers else ""
            raise CannotRender(f"{segments(text)} segments; policy.yml allows {most}{because}")

    def _request(self, message: ClaimedMessage, text: str) -> dict[str, str]:
        token = callback_link.token(message.message_id, self._signing_key)
        return {
            "to": message.address,
            "text": text,
            "sender": self._provider.sender,
            "message_id": str(message.message_id),
            "campaign_id": message.campaign_id,
            "step_id": message.step_id,
            "language": message.language,
            "callback_url": f"{self._public_url}/webhooks/{self._provider.provider}/{token}"
            if self._provider.callbacks
            else "",
        }

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        texts = cast(Sequence[RenderedText], batch)
        return self._client.send([Call(text.message.message_id, text.body) for text in texts])

    def close(self) -> None:
        if "_client" in self.__dict__:
            self._client.close()
