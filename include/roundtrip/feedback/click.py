"""Where a tracked link leads, and the fact that somebody followed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.domain.click_link import Click


@dataclass(frozen=True)
class Destination:
    """A target as it stands in the campaign, and the values that were planned for the message."""

    target: str
    placeholders: Mapping[str, Any]
    message_id: UUID | None
    """None where the message is not there any more; its link still leads somewhere."""


def find_destination(click: Click) -> Destination | None:
    """None where no message was ever sent with such a link."""
    with engine(Role.WEBHOOK).connect() as db:
        row = db.execute(_LEADS_TO, {"link_id": click.link_id, "message_id": click.message_id}).one_or_none()
    return Destination(row.target, row.placeholders or {}, row.message_id) if row else None


_LEADS_TO = text("""
    select link.target, message.placeholders, message.message_id
    from crm.link as link
    left join crm.message as message on message.message_id = :message_id
    where link.link_id = :link_id
""")
