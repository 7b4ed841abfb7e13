"""What an unsubscribe link is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from roundtrip.db import Role, engine


@dataclass(frozen=True)
class Subscription:
    """What the person would no longer get, and the language to say so in."""

    message_id: UUID
    channel: str
    topic: str
    language: str


def find_subscription(message_id: UUID) -> Subscription | None:
    """The subscription a message was sent under; None where there is no such message."""
    with engine(Role.WEBHOOK).connect() as db:
        row = db.execute(_ABOUT, {"message_id": message_id}).one_or_none()
    return Subscription(message_id, row.channel, row.topic, row.language) if row else None


_ABOUT = text("select channel, topic, language from crm.message where message_id = :message_id")
