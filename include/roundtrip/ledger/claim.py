"""First commit: a worker takes due messages for the length of a lease. Nobody else sees them meanwhile."""

from __future__ import annotations

from datetime import datetime

from roundtrip import declared
from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.message import ClaimedMessage


def claim(channel: str, now: datetime, owner: str, limit: int) -> list[ClaimedMessage]:
    """Up to `limit` messages of the channel that are due at `now`, earliest first; empty when nothing is.

    Two workers never get the same message. What is halted or paused stays planned; what has no address any more is
    suppressed on the way.
    """
    facts = {"channel": channel, "now": now, "owner": owner, "limit": limit, "lease": declared.policy().lease}
    with engine(Role.SENDER).begin() as db:
        rows = db.execute(statement(__file__, "claim"), facts).mappings().all()
    return [ClaimedMessage(**row) for row in rows]
