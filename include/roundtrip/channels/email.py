"""E-mail through SendGrid: one request for all people who get the same content, each with their own values in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

from roundtrip import secrets_store, settings
from roundtrip.channels import credentials
from roundtrip.channels.languages import best
from roundtrip.channels.mail_template import MailTemplate, MailTemplates
from roundtrip.channels.pause import pause
from roundtrip.channels.protocol import CannotRender, Rendered, Surroundings, Variant
from roundtrip.channels.rendering import faults, render, single_line, values
from roundtrip.channels.sendgrid_client import Letter, SendGrid
from roundtrip.channels.skeleton import UnfitTemplate, filled
from roundtrip.domain import unsubscribe_link
from roundtrip.domain.campaign import EmailVariant, SendStep
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict
from roundtrip.domain.policy import Sender

MAX_BATCH = 500  # SendGrid takes 1,000 personalizations and 30 MB; half of it leaves room for long values
MAX_SUBSTITUTIONS = 10_000  # bytes a personalization; SendGrid's limit
MAX_SUBJECT = 250
UNSUBSCRIBE = "unsubscribe_url"


@dataclass(frozen=True)
class RenderedEmail(Rendered):
    """One personalization, and the content it shares with others."""

    subject: str
    template: MailTemplate
    values: Mapping[str, str]
    unsubscribe_url: str

    def shown(self) -> dict[str, str]:
        return {
            "subject": self.subject,
            "text": filled(self.template.text, self.values),
            "html": filled(self.template.html, self.values),
        }

    def personalization(self) -> dict[str, Any]:
        return {
            "to": [{"email": self.message.address}],
            "subject": self.subject,
            "headers": {
                "List-Unsubscribe": f"<{self.unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            "custom_args": {"message_id": str(self.message.message_id)},
            "substitutions": dict(self.values),
        }


class EmailChannel:
    """See channels.protocol.Channel."""

    name = "email"
    contact_kind: Literal["email", "push_token"] = "email"
    max_batch = MAX_BATCH

    def __init__(self, surroundings: Surroundings) -> None:
        self._policy = surroundings.policy
        self._templates = MailTemplates(settings.load().include / "templates", self._policy.default_language)

    @cached_property
    def _signing_key(self) -> bytes:
        return secrets_store.secret("signing_key")

    @cached_property
    def _provider(self) -> SendGrid:
        return SendGrid(credentials.sendgrid())

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
        url = (
            f"{settings.load().public_url}/unsubscribe/{unsubscribe_link.token(message.message_id, self._signing_key)}"
        )
        context = {**values(message.placeholders), UNSUBSCRIBE: url}
        try:
            template = self._templates.load(variant.template, message.language)
        except UnfitTemplate as error:
            raise CannotRender(str(error)) from error
        subject = best(message.language, variant.subject, self._policy.default_language)
        return _within_limits(
            RenderedEmail(
                message=message,
                subject=single_line(render(subject, context)),
                template=template,
                values=template.values(context),
                unsubscribe_url=url,
            )
        )

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for group in _by_content(cast(Sequence[RenderedEmail], batch)):
            if any(outcome.verdict is Verdict.UNCERTAIN for outcome in outcomes):
                outcomes += [_held_back(mail) for mail in group]  # do not walk more people into a provider that hangs
                continue
            letters = [Letter(mail.message.message_id, mail.personalization()) for mail in group]
            outcomes += self._provider.send(_content(self._policy.sender, group[0]), letters)
        return outcomes

    def close(self) -> None:
        """Each request has a connection of its own; nothing is kept."""


def _by_content(batch: Sequence[RenderedEmail]) -> Iterable[Sequence[RenderedEmail]]:
    """Mails that share everything but their personal values."""
    groups: dict[tuple[str, ...], list[RenderedEmail]] = defaultdict(list)
    for mail in batch:
        message = mail.message
        groups[message.campaign_id, message.step_id, message.variant, mail.template.language].append(mail)
    return groups.values()


def _content(sender: Sender, mail: RenderedEmail) -> dict[str, Any]:
    """What a request says once for all: no personal data, in the categories least of all."""
    message = mail.message
    return {
        "from": {"email": sender.email, "name": sender.name},
        "content": [
            {"type": "text/plain", "value": mail.template.text},
            {"type": "text/html", "value": mail.template.html},
        ],
        "categories": [message.campaign_id, f"{message.campaign_id}.{message.step_id}.{message.variant}"],
        "custom_args": {"campaign_id": message.campaign_id},
        "tracking_settings": {"click_tracking": {"enable": True}, "open_tracking": {"enable": True}},
    }


def _within_limits(mail: RenderedEmail) -> RenderedEmail:
    if not 0 < len(mail.subject) <= MAX_SUBJECT:
        raise CannotRender(f"the subject has {len(mail.subject)} characters; 1 to {MAX_SUBJECT} are allowed")
    if sum(len(tag) + len(value.encode()) for tag, value in mail.values.items()) > MAX_SUBSTITUTIONS:
        raise CannotRender(f"the personal values exceed {MAX_SUBSTITUTIONS} bytes")
    return mail


def _held_back(mail: RenderedEmail) -> Outcome:
    return Outcome(
        mail.message.message_id, Verdict.NOT_NOW, error_code="held_back", error="SendGrid hangs", retry_after=pause()
    )


def open_channel(surroundings: Surroundings) -> EmailChannel:
    """Found by channels.discovery."""
    return EmailChannel(surroundings)
