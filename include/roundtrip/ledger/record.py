"""After the call: what came of each attempt, and what else the provider's answer means. Recording it again changes nothing."""

from __future__ import annotations

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
        facts = {**of(held), "now": now}
        each = facts | _columns(outcomes)
        db.execute(statement(__file__, "finish_attempts"), each)
        if any(outcome.disable_contact_point for outcome in outcomes):
            db.execute(statement(__file__, "disable_contact_points"), each)
        if any(outcome.halt_campaign for outcome in outcomes):
            db.execute(statement(__file__, "halt_campaigns"), each)
        settled = db.execute(statement(__file__, "settle"), facts | _columns(together(outcomes))).tuples().all()
    return dict(settled)


def _held(db: Connection, ids: Collection[UUID], owner: str) -> list[tuple[UUID, date]]:
    asked = {"ids": list(ids), "owner": owner}
    held: list[tuple[UUID, date]] = list(db.execute(statement(__file__, "lock_sent"), asked).tuples())
    if len(held) < len(ids):
        held += db.execute(statement(__file__, "lock_doubted"), asked).tuples().all()
    return held


def _columns(outcomes: Sequence[Outcome]) -> dict[str, list[Any]]:
    """As arrays, one for each column: a third of what JSON costs the server."""
    return {
        "message_ids": [outcome.message_id for outcome in outcomes],
        "contact_point_ids": [outcome.contact_point_id for outcome in outcomes],
        "verdicts": [outcome.verdict.value for outcome in outcomes],
        "provider_message_ids": [outcome.provider_message_id for outcome in outcomes],
        "provider_batch_ids": [outcome.provider_batch_id for outcome in outcomes],
        "error_codes": [outcome.error_code for outcome in outcomes],
        "errors": [outcome.error for outcome in outcomes],
        "retry_afters": [(outcome.retry_after or RETRY_AFTER).total_seconds() for outcome in outcomes],
        "dead": [outcome.disable_contact_point for outcome in outcomes],
        "halts": [outcome.halt_campaign for outcome in outcomes],
        "halted_platforms": [outcome.halt_platform for outcome in outcomes],
    }
