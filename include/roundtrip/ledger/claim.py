"""First commit: a worker takes due messages for the length of a lease. Nobody else sees them meanwhile."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from roundtrip import declared
from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.message import ClaimedMessage, Endpoint


class NotAdopted(RuntimeError):
    """The database is a copy, was restored or its server was promoted: what it would send may have been sent elsewhere."""


def claim(
    channel: str, now: datetime, owner: str, limit: int, definitions: Mapping[str, str] | None = None
) -> list[ClaimedMessage]:
    """Up to `limit` messages of the channel that are due at `now`, earliest first; empty when nothing is.

    Two workers never get the same message. What is halted, paused or waits for a word stays planned; what has no address
    any more is suppressed on the way. `definitions`: by campaign the hash of the content at hand, which of a campaign
    that needs a word must be what the word was given for. Raises NotAdopted.
    """
    facts = {
        "channel": channel,
        "now": now,
        "owner": owner,
        "limit": limit,
        "lease": declared.policy().lease,
        "definitions": json.dumps(dict(definitions or {})),
    }
    with engine(Role.SENDER).begin() as db:
        if not db.execute(text("select crm.is_adopted()")).scalar_one():
            raise NotAdopted(
                "This database is a copy, was restored, or its server was promoted; nothing is sent from it. Stop the one it"
                " comes from for good, then: roundtrip ledger adopt"
            )
        rows = db.execute(statement(__file__, "claim"), facts).mappings().all()
        is_for_all = any(row["is_for_all_devices"] for row in rows[:1])
        endpoints = _endpoints(db, rows) if is_for_all else {}
    return [_message(row, endpoints.get(row["message_id"], [])) for row in rows]


def _endpoints(db: Connection, rows: Sequence[RowMapping]) -> dict[UUID, list[Endpoint]]:
    """Where each message for all devices may go."""
    held = {"ids": [row["message_id"] for row in rows], "days": list({row["occurrence_on"] for row in rows})}
    found: dict[UUID, list[Endpoint]] = defaultdict(list)
    for message_id, *endpoint in db.execute(statement(__file__, "endpoints_of"), held).tuples():
        found[message_id].append(Endpoint(*endpoint))
    return found


def _message(row: RowMapping, endpoints: list[Endpoint]) -> ClaimedMessage:
    """The planned device first; where that is dead, the one seen last."""
    facts: dict[str, Any] = {name: value for name, value in row.items() if name != "is_for_all_devices"}
    message = ClaimedMessage(**facts)
    if not endpoints:
        return message
    first, *further = sorted(endpoints, key=lambda e: e.contact_point_id != message.contact_point_id)
    return message.among(first, *further)
