"""Second commit, right before the call: everything that could have changed since planning is looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.db.uuids import as_array
from roundtrip.domain.message import ClaimedMessage


def go_in_flight(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
    """The messages that may be handed to the provider now, each with its attempts begun and its places under the caps taken.

    Left out: those whose lease this owner lost (untouched), and those that may not go, which are expired, suppressed with
    the reason, or, where their campaign is halted, paused or waits for a word, planned again.
    """
    with engine(Role.SENDER).begin() as db:
        went = db.execute(statement(__file__, "go_in_flight"), {"ids": as_array(ids), "owner": owner, "now": now})
        return set(went.scalars())


def narrowed(messages: Collection[ClaimedMessage], owner: str) -> dict[UUID, ClaimedMessage]:
    """Messages in flight as they may go: of several devices those whose attempt was begun."""
    several = [message.message_id for message in messages if message.further]
    begun = _begun(several, owner) if several else {}
    return {message.message_id: _among(message, begun.get(message.message_id)) for message in messages}


def _begun(ids: Sequence[UUID], owner: str) -> dict[UUID, list[int]]:
    with engine(Role.SENDER).connect() as db:
        found = db.execute(statement(__file__, "endpoints_in_flight"), {"ids": as_array(ids), "owner": owner})
        return dict(found.tuples().all())


def _among(message: ClaimedMessage, begun: Collection[int] | None) -> ClaimedMessage:
    if begun is None:
        return message
    return message.among(*(endpoint for endpoint in message.endpoints if endpoint.contact_point_id in begun))


def suppress(reasons: Mapping[UUID, str], owner: str, now: datetime) -> None:
    """Give up claimed messages for good, each with its reason, as when its content could not be rendered."""
    given_up = {"ids": as_array(reasons), "reasons": list(reasons.values()), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "suppress"), given_up)
