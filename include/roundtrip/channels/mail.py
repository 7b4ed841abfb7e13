"""One mail: what a person sees of it, what SendGrid gets of it, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roundtrip.channels.mail_template import MailTemplate
from roundtrip.channels.protocol import CannotRender, Rendered
from roundtrip.channels.skeleton import filled
from roundtrip.domain import click_link
from roundtrip.domain.policy import Sender

MAX_SUBSTITUTIONS = 10_000  # bytes a personalization; SendGrid's limit
LONGEST_LETTER = 4  # bytes in UTF-8
MAX_SUBJECT = 250


@dataclass(frozen=True)
class RenderedEmail(Rendered):
    """One personalization, and the content it shares with others."""

    subject: str
    template: MailTemplate
    values: Mapping[str, str]
    unsubscribe_url: str

    def links(self) -> dict[str, str]:
        return {click_link.link_id(target): target for target in self.template.links.tags}

    def __post_init__(self) -> None:
        if not 0 < len(self.subject) <= MAX_SUBJECT:
            raise CannotRender(f"the subject has {len(self.subject)} characters; 1 to {MAX_SUBJECT} are allowed")
        letters = sum(map(len, self.values)) + sum(map(len, self.values.values()))
        if letters * LONGEST_LETTER > MAX_SUBSTITUTIONS and _bytes(self.values) > MAX_SUBSTITUTIONS:
            raise CannotRender(f"the personal values exceed {MAX_SUBSTITUTIONS} bytes")

    @property
    def content_key(self) -> tuple[str, ...]:
        """Mails with the same key share everything but their personal values."""
        return self.message.campaign_id, self.message.step_id, self.message.variant, self.template.language

    def shown(self) -> dict[str, str]:
        return {
            "subject": self.subject,
            "text": filled(self.template.text, self.values),
            "html": filled(self.template.html, self.values),
            **({"links lead to": "\n".join(self.template.links.tags)} if self.template.links.tags else {}),
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
            "substitutions": self.values,
        }

    def content(self, sender: Sender, topic: str | None) -> dict[str, Any]:
        """What a request says once for all: no personal data, in the categories least of all."""
        campaign_id, step_id, variant, _ = self.content_key
        clicks = not self.template.links.tags
        group = sender.unsubscribe_groups.get(topic or "")
        return {
            "from": {"email": sender.email, "name": sender.name},
            **({"reply_to": {"email": sender.reply_to}} if sender.reply_to else {}),
            **({"asm": {"group_id": group}} if group else {}),
            "content": [
                {"type": "text/plain", "value": self.template.text},
                {"type": "text/html", "value": self.template.html},
            ],
            "categories": [campaign_id, f"{campaign_id}.{step_id}.{variant}"],
            "custom_args": {"campaign_id": campaign_id},
            "tracking_settings": {
                "click_tracking": {"enable": clicks, "enable_text": clicks},
                "open_tracking": {"enable": True},
                "subscription_tracking": {"enable": False},
            },
        }


def _bytes(values: Mapping[str, str]) -> int:
    return sum(len(tag) + len(value.encode()) for tag, value in values.items())
