"""What the app's own channels send is a row in our own database: nothing of it stays uncertain for long."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement


def settle_placed(db: Connection, now: datetime) -> int:
    """Messages a worker left in flight: accepted where the row is there, planned again where it is not; how many moved.

    Nobody can place a row for a message whose lease ran out (trigger `guard` of crm.inbox), so what is not there will not come.
    """
    ids: list[UUID] = list(db.execute(statement(__file__, "lock_placed")).scalars())
    if not ids:
        return 0
    facts = {"ids": ids, "now": now}
    db.execute(statement(__file__, "answer_placed"), facts)
    return db.execute(statement(__file__, "settle_placed"), facts).rowcount


def tidy_inbox(now: datetime) -> int:
    """Take out what the app has not shown for a month, for its time had passed; how many."""
    with engine(Role.SENDER).begin() as db:
        gone: int = db.execute(text("select crm.tidy_inbox(:now)"), {"now": now}).scalar_one()
    return gone
