"""Bodies as they came: kept before anything is answered, read now or later, and what came of the reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from sqlalchemy import Connection, text

from roundtrip.db import Role, connect, engine
from roundtrip.feedback.erased import without_erased

AT_A_TIME = 100


@dataclass(frozen=True)
class Body:
    """One request body."""

    webhook_body_id: int | None
    """None of what we report ourselves, which is no body."""
    provider: str
    content: bytes
    sent_by: str | None
    """The account whose token came with it."""
    known_at: datetime
    """Business time of receipt."""


def keep(provider: str, content: bytes, sent_by: str | None, now: datetime) -> Body:
    """Commit the body, without what it says of erased people."""
    with engine(Role.WEBHOOK).begin() as db:
        content = without_erased(db, content)
        facts = {"provider": provider, "body": content, "sent_by": sent_by, "now": now}
        body_id: int = db.execute(_KEEP, facts).scalar_one()
    return Body(body_id, provider, content, sent_by, now)


def note(db: Connection, body: Body, counted: Mapping[str, int] | None) -> None:
    """What its events were; None where it cannot be read. The first reading stays."""
    found = counted or {}
    events = {name: found.get(name, 0) for name in ("recorded", "repeated", "foreign", "faulty")}
    db.execute(_NOTE, {"body_id": body.webhook_body_id, "is_readable": counted is not None, **events})


def kept(*, unread_only: bool) -> Iterator[Body]:
    """Every body, or those nobody read yet, in the order they came; streamed."""
    with closing(connect(Role.WEBHOOK)) as db, db.cursor(name="bodies", row_factory=class_row(Body)) as cursor:
        cursor.itersize = AT_A_TIME
        yield from cursor.execute(_KEPT, {"unread_only": unread_only})


_KEEP = text("""
    insert into crm.webhook_body (provider, body, sent_by, known_at) values (:provider, :body, :sent_by, :now)
    returning webhook_body_id
""")
_NOTE = text("""
    insert into crm.webhook_reading (webhook_body_id, is_readable, recorded, repeated, "foreign", faulty)
    values (:body_id, :is_readable, :recorded, :repeated, :foreign, :faulty)
    on conflict do nothing
""")
_KEPT = """
    select b.webhook_body_id, b.provider, b.body as content, b.sent_by, coalesce(b.known_at, b.received_at) as known_at
    from crm.webhook_body b
    where not %(unread_only)s or not exists (select from crm.webhook_reading r where r.webhook_body_id = b.webhook_body_id)
    order by b.webhook_body_id
"""
