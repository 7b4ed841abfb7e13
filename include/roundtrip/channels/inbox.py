"""What the two channels of the app share: a message is sent when its row is committed to crm.inbox, which the api serves.

The row's key is the message, so placing it again changes nothing, and whether it is there says for certain what came of
a worker that died (docs/adr/0032).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from roundtrip.channels.app_content import content_faults, safe_image, safe_link
from roundtrip.channels.languages import best
from roundtrip.channels.pause import pause
from roundtrip.channels.protocol import CannotRender, ContactKind, Rendered, Surroundings
from roundtrip.channels.rendering import render, single_line, values
from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.campaign import SendStep
from roundtrip.domain.inbox import Content
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict
from roundtrip.domain.shown import InAppVariant, NewsVariant

TRIES = 3
"""A try that broke off may have been committed: the next one finds its rows, and waits for those under way."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RenderedForApp(Rendered):
    """The message as the app will get it."""

    content: Content
    valid_for: timedelta
    placement: str | None = None
    priority: int = 0
    is_pinned: bool = False
    most_shown: int | None = None

    def shown(self) -> dict[str, str]:
        parts = self.content.model_dump(mode="json", exclude_none=True, exclude={"trigger", "language", "buttons"})
        buttons = [button.text for button in getattr(self.content, "buttons", [])]
        return {**parts, **{f"button {place}": label for place, label in enumerate(buttons, start=1)}}

    def row(self, placed_at: datetime) -> dict[str, Any]:
        """As channels/inbox.sql reads it."""
        return {
            "message_id": self.message.message_id,
            "occurrence_on": self.message.occurrence_on,
            "user_id": self.message.address,
            "placement": self.placement,
            "priority": self.priority,
            "is_pinned": self.is_pinned,
            "payload": self.content.model_dump(mode="json", exclude_none=True),
            "most_shown": self.most_shown,
            "placed_at": placed_at,
            "valid_until": placed_at + self.valid_for,
        }


class InboxChannel:
    """What does not depend on how a message looks; see channels.protocol.Channel."""

    name: str
    contact_kind: ContactKind = "app_user"
    max_batch = 500

    def __init__(self, surroundings: Surroundings) -> None:
        self._default_language = surroundings.policy.default_language
        self._clock = surroundings.clock

    def check(self, step: SendStep) -> list[str]:
        variants = cast(Mapping[str, InAppVariant | NewsVariant], step.variants)
        return [f"variants.{name}.{fault}" for name, variant in variants.items() for fault in content_faults(variant)]

    def prepare(self) -> None:
        """Nothing is needed but the database, from which the messages came."""

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        now = self._clock.now()
        rows = [cast(RenderedForApp, message).row(now) for message in batch]
        meaning = self._placed(rows)
        return [meaning(message.message.message_id) for message in batch]

    def _placed(self, rows: Sequence[Mapping[str, Any]]) -> Callable[[UUID], Outcome]:
        for _ in range(TRIES):
            try:
                there = _place(self.name, rows)
            except DBAPIError as error:
                _log.warning("placing %d messages broke off: %s", len(rows), type(error.orig).__name__)
                continue
            return lambda message_id: _accepted(message_id) if message_id in there else _not_ours(message_id)
        return _unknown

    def _said(self, message: ClaimedMessage, variant: InAppVariant | NewsVariant) -> dict[str, Any]:
        """What a person reads, as domain.inbox.Content has it; raises CannotRender."""
        context = values(message.placeholders)
        title, body = (
            render(best(message.language, texts, self._default_language), context).strip()
            for texts in (variant.title, variant.body)
        )
        if not title or not body:
            raise CannotRender("title or body is empty")
        return {
            "title": single_line(title),
            "body": body,
            "image": safe_image(render(variant.image, context)) if variant.image else None,
            "link": safe_link(render(variant.link, context)) if variant.link else None,
            "language": message.language,
        }

    def close(self) -> None:
        """The database's connections are not the channel's."""


def _place(channel: str, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Those of the messages whose row is there, in one transaction; raises DBAPIError."""
    ids = [row["message_id"] for row in rows]
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "inbox"), {"channel": channel, "rows": orjson.dumps(list(rows)).decode()})
        return set(db.execute(_THERE, {"ids": ids}).scalars())


_THERE = text("select message_id from crm.inbox where message_id = any(cast(:ids as uuid []))")


def _accepted(message_id: UUID) -> Outcome:
    return Outcome(message_id, Verdict.ACCEPTED, provider_message_id=f"inbox:{message_id}")


def _not_ours(message_id: UUID) -> Outcome:
    error = "not in flight any more when its row was to be placed"
    return Outcome(message_id, Verdict.NOT_NOW, error_code="lost", error=error, retry_after=pause())


def _unknown(message_id: UUID) -> Outcome:
    error = "the database broke off each time; `roundtrip ledger` settles it by the row that is there or is not"
    return Outcome(message_id, Verdict.UNCERTAIN, error_code="broken_off", error=error)
