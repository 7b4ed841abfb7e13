"""After the call: what came of each attempt, and what else the provider's answer means. Recording it again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.message import Outcome, together
from roundtrip.ledger.in_flight import of

RETRY_AFTER = timedelta(seconds=60)
"""Where a provider says not-now and not when."""


def record(outcomes: Sequence[Outcome], owner: str, now: datetime) -> dict[str, int]:
    """Write outcomes of messages this owner has in flight; counts the messages by the state they came to.

    An answer that comes after the lease ran out still counts when it is `accepted`: it proves an uncertain message sent.
    """
    with engine(Role.SENDER).begin() as db:
        held = _held(db, {outcome.message_id for outcome in outcomes}, owner)
        if not held:
            return {}
        facts = {**of(held), "now": now, "outcomes": _json(outcomes)}
        db.execute(statement(__file__, "finish_attempts"), facts)
        if any(outcome.disable_contact_point for outcome in outcomes):
            db.execute(statement(__file__, "disable_contact_points"), facts)
        if any(outcome.halt_campaign for outcome in outcomes):
            db.execute(statement(__file__, "halt_campaigns"), facts)
        by_message = {**facts, "outcomes": _json(together(outcomes))}
        settled = db.execute(statement(__file__, "settle"), by_message).tuples().all()
    return dict(settled)


def _held(db: Connection, ids: Collection[UUID], owner: str) -> list[tuple[UUID, date]]:
    asked = {"ids": list(ids), "owner": owner}
    held: list[tuple[UUID, date]] = list(db.execute(statement(__file__, "lock_sent"), asked).tuples())
    if len(held) < len(ids):
        held += db.execute(statement(__file__, "lock_doubted"), asked).tuples().all()
    return held


def _json(outcomes: Sequence[Outcome]) -> str:
    return json.dumps([_row(outcome) for outcome in outcomes])


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "message_id": str(outcome.message_id),
        "contact_point_id": outcome.contact_point_id,
        "verdict": outcome.verdict,
        "provider_message_id": outcome.provider_message_id,
        "provider_batch_id": outcome.provider_batch_id,
        "error_code": outcome.error_code,
        "error": outcome.error,
        "retry_after": str((outcome.retry_after or RETRY_AFTER).total_seconds()),
        "disable_contact_point": outcome.disable_contact_point,
        "halt_campaign": outcome.halt_campaign,
        "halt_platform": outcome.halt_platform,
    }
