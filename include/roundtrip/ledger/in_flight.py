"""Second commit, right before the call: everything that could have changed since planning is looked at again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement

TRIES = 3
"""The database refuses the whole batch when one message became unsendable after it was judged; then all are judged again."""

_log = logging.getLogger(__name__)


def go_in_flight(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
    """The messages that may be handed to the provider now, each with an attempt begun and its places under the caps taken.

    Left out: those whose lease this owner lost (untouched), and those that may not go, which are expired, suppressed with
    the reason, or, where their campaign is halted or paused, planned again.
    """
    for _ in range(TRIES - 1):
        try:
            return _go(ids, owner, now)
        except IntegrityError:
            _log.info("somebody's consent, address or campaign changed while %s judged; judging again", owner)
    return _go(ids, owner, now)


def _go(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
    held = {"ids": list(ids), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "lock_held"), held)
        db.execute(statement(__file__, "turn_back"), held)
        db.execute(statement(__file__, "turn_back_capped"), held)
        return set(db.execute(statement(__file__, "go_in_flight"), held).scalars())


def suppress(reasons: Mapping[UUID, str], owner: str, now: datetime) -> None:
    """Give up claimed messages for good, each with its reason, as when its content could not be rendered."""
    given_up = {"ids": list(reasons), "reasons": list(reasons.values()), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "suppress"), given_up)
