"""E-mail through SendGrid: one request for all people who get the same content, each with their own values in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import cast

from roundtrip import declared, secrets_store, settings
from roundtrip.channels import credentials
from roundtrip.channels.languages import best
from roundtrip.channels.mail import RenderedEmail
from roundtrip.channels.mail_template import MailTemplates
from roundtrip.channels.pause import pause
from roundtrip.channels.protocol import CannotRender, ContactKind, Rendered, Surroundings, Variant
from roundtrip.channels.rendering import faults, render, single_line, values
from roundtrip.channels.sendgrid_client import Letter, SendGrid
from roundtrip.channels.skeleton import UnfitTemplate
from roundtrip.channels.tracked_links import TrackedLinks
from roundtrip.domain import unsubscribe_link
from roundtrip.domain.campaign import EmailVariant, SendStep
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict

MAX_BATCH = 1_000  # personalizations a request; with the largest values there are they stay below SendGrid's 30 MB
UNSUBSCRIBE = "unsubscribe_url"


class EmailChannel:
    """See channels.protocol.Channel."""

    name = "email"
    contact_kind: ContactKind = "email"
    max_batch = MAX_BATCH

    def __init__(self, surroundings: Surroundings) -> None:
        self._policy = surroundings.policy
        installation = settings.load()
        self._public_url = installation.public_url
        self._templates = MailTemplates(
            installation.include / "templates",
            self._policy.default_language,
            is_tracked=self._policy.sender.clicks == "roundtrip",
        )

    @cached_property
    def _signing_key(self) -> bytes:
        return secrets_store.secret("signing_key")

    @cached_property
    def _provider(self) -> SendGrid:
        return SendGrid(credentials.sendgrid())

    @cached_property
    def _tracked(self) -> TrackedLinks:
        return TrackedLinks(self._public_url, self._signing_key)

    @cached_property
    def _topics(self) -> Mapping[str, str]:
        return {campaign.id: campaign.topic for campaign in declared.campaigns()[0]}

    def prepare(self) -> None:
        self._provider  # noqa: B018

    def check(self, step: SendStep) -> list[str]:
        variants = cast(Mapping[str, EmailVariant], step.variants)
        return [f"variants.{name}.{fault}" for name, variant in variants.items() for fault in self._faults(variant)]

    def _faults(self, variant: EmailVariant) -> Iterable[str]:
        for language, subject in variant.subject.items():
            yield from (f"subject.{language}: {fault}" for fault in faults(subject))
        for language in self._templates.languages(variant.template):
            try:
                self._templates.load(variant.template, language)
            except UnfitTemplate as error:
                yield f"template: {error}"

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedEmail:
        if not isinstance(variant, EmailVariant):
            raise CannotRender("the step's content is not for e-mail")
        url = self._unsubscribe_url(message)
        context = values({**message.placeholders, UNSUBSCRIBE: url})
        try:
            template = self._templates.load(variant.template, message.language)
        except UnfitTemplate as error:
            raise CannotRender(str(error)) from error
        subject = best(message.language, variant.subject, self._policy.default_language)
        return RenderedEmail(
            message=message,
            subject=single_line(render(subject, context)),
            template=template,
            values=template.values(context) | template.links.values(message.message_id, self._tracked),
            unsubscribe_url=url,
        )

    def _unsubscribe_url(self, message: ClaimedMessage) -> str:
        return f"{self._public_url}/unsubscribe/{unsubscribe_link.token(message.message_id, self._signing_key)}"

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        batches: dict[
            str, str
        ] = {}  # of this time only: a halt may cancel them, and what is sent with one after a resume is dropped
        for group in _by_content(cast(Sequence[RenderedEmail], batch)):
            if any(outcome.verdict is Verdict.UNCERTAIN for outcome in outcomes):
                outcomes += [_held_back(mail) for mail in group]  # do not walk more people into a provider that hangs
                continue
            outcomes += self._send(group, batches)
        return outcomes

    def _send(self, group: Sequence[RenderedEmail], batches: dict[str, str]) -> list[Outcome]:
        """`batches`: SendGrid's batch of each campaign, made when it is first needed."""
        campaign_id = group[0].message.campaign_id
        batch_id = batches.get(campaign_id) or self._provider.new_batch()
        if not isinstance(batch_id, str):
            return [batch_id(mail.message.message_id) for mail in group]
        batches[campaign_id] = batch_id
        content = group[0].content(self._policy.sender, self._topics.get(campaign_id))
        letters = [Letter(mail.message.message_id, mail.personalization()) for mail in group]
        return self._provider.send({**content, "batch_id": batch_id}, letters)

    def cancel(self, batch_id: str) -> bool:
        return self._provider.cancel(batch_id)

    def close(self) -> None:
        if "_provider" in self.__dict__:
            self._provider.close()


def _by_content(batch: Sequence[RenderedEmail]) -> Iterable[Sequence[RenderedEmail]]:
    groups: dict[tuple[str, ...], list[RenderedEmail]] = defaultdict(list)
    for mail in batch:
        groups[mail.content_key].append(mail)
    return groups.values()


def _held_back(mail: RenderedEmail) -> Outcome:
    return Outcome(
        mail.message.message_id, Verdict.NOT_NOW, error_code="held_back", error="SendGrid hangs", retry_after=pause()
    )


def open_channel(surroundings: Surroundings) -> EmailChannel:
    """Found by channels.discovery."""
    return EmailChannel(surroundings)
