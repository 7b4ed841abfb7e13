"""First commit: a worker takes due messages for the length of a lease. Nobody else sees them meanwhile."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from roundtrip import declared
from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.db.uuids import as_array
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
        rows = db.execute(statement(__file__, "claim"), facts).tuples().all()
        claimed = [ClaimedMessage(*columns) for _, *columns in rows]
        is_for_all = any(is_for_all for is_for_all, *_ in rows[:1])
        endpoints = _endpoints(db, claimed) if is_for_all else {}
    return [_among(message, endpoints.get(message.message_id, [])) for message in claimed] if endpoints else claimed


def _endpoints(db: Connection, messages: Sequence[ClaimedMessage]) -> dict[UUID, list[Endpoint]]:
    """Where each message for all devices may go."""
    held = {
        "ids": as_array(message.message_id for message in messages),
        "days": list({message.occurrence_on for message in messages}),
    }
    found: dict[UUID, list[Endpoint]] = defaultdict(list)
    for message_id, *endpoint in db.execute(statement(__file__, "endpoints_of"), held).tuples():
        found[message_id].append(Endpoint(*endpoint))
    return found


def _among(message: ClaimedMessage, endpoints: list[Endpoint]) -> ClaimedMessage:
    """The planned device first; where that is dead, the one seen last."""
    if not endpoints:
        return message
    first, *further = sorted(endpoints, key=lambda e: e.contact_point_id != message.contact_point_id)
    return message.among(first, *further)
