"""Second commit, right before the call: everything that could have changed since planning is looked at again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.message import ClaimedMessage

TRIES = 3
"""The database refuses the whole batch when one message became unsendable after it was judged; then all are judged again."""

_log = logging.getLogger(__name__)


def go_in_flight(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
    """The messages that may be handed to the provider now, each with its attempts begun and its places under the caps taken.

    Left out: those whose lease this owner lost (untouched), and those that may not go, which are expired, suppressed with
    the reason, or, where their campaign is halted, paused or waits for a word, planned again.
    """
    for _ in range(TRIES - 1):
        try:
            return _go(ids, owner, now)
        except IntegrityError:
            _log.info("somebody's consent, address or campaign changed while %s judged; judging again", owner)
    return _go(ids, owner, now)


def _go(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
    with engine(Role.SENDER).begin() as db:
        held = db.execute(statement(__file__, "lock_held"), {"ids": list(ids), "owner": owner}).tuples().all()
        if not held:
            return set()
        facts: dict[str, Any] = {**of(held), "now": now}
        for step in ("turn_back_late", "turn_back"):
            turned: set[UUID] = set(db.execute(statement(__file__, step), facts).scalars())
            facts["ids"] = [each for each in facts["ids"] if each not in turned]
        placed: set[UUID] = set(db.execute(statement(__file__, "take_places"), facts).scalars())
        if capped := [each for each in facts["ids"] if each not in placed]:
            db.execute(statement(__file__, "turn_back_capped"), {**facts, "ids": capped})
        return set(db.execute(statement(__file__, "go_in_flight"), {**facts, "ids": list(placed)}).scalars())


def of(held: Sequence[tuple[UUID, Any]]) -> dict[str, list[Any]]:
    """What names messages quickly: without their days every month of the ledger would be looked into."""
    return {"ids": [message_id for message_id, _ in held], "days": list({day for _, day in held})}


def narrowed(messages: Collection[ClaimedMessage], owner: str) -> dict[UUID, ClaimedMessage]:
    """Messages in flight as they may go: of several devices those whose attempt was begun."""
    several = [message.message_id for message in messages if message.further]
    begun = _begun(several, owner) if several else {}
    return {message.message_id: _among(message, begun.get(message.message_id)) for message in messages}


def _begun(ids: Sequence[UUID], owner: str) -> dict[UUID, list[int]]:
    with engine(Role.SENDER).connect() as db:
        found = db.execute(statement(__file__, "endpoints_in_flight"), {"ids": list(ids), "owner": owner})
        return dict(found.tuples().all())


def _among(message: ClaimedMessage, begun: Collection[int] | None) -> ClaimedMessage:
    if begun is None:
        return message
    return message.among(*(endpoint for endpoint in message.endpoints if endpoint.contact_point_id in begun))


def suppress(reasons: Mapping[UUID, str], owner: str, now: datetime) -> None:
    """Give up claimed messages for good, each with its reason, as when its content could not be rendered."""
    given_up = {"ids": list(reasons), "reasons": list(reasons.values()), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "suppress"), given_up)
