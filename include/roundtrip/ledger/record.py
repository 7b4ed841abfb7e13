"""After the call: what came of each attempt, and what else the provider's answer means. Recording it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.db.uuids import as_array
from roundtrip.domain.message import Outcome, Verdict, together

RETRY_AFTER = timedelta(seconds=60)
"""Where a provider says not-now and not when."""


def record(outcomes: Sequence[Outcome], owner: str, now: datetime) -> dict[str, int]:
    """Write outcomes of messages this owner has in flight; counts the messages by the state they came to.

    An answer that comes after the lease ran out still counts when it is `accepted`: it proves an uncertain message sent.
    """
    if not outcomes:
        return {}
    settled = together(outcomes)
    facts = {**_columns(outcomes, settled), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        came_to = _settle(db, outcomes, facts, "days_held")
        if sum(came_to.values()) < len(settled):
            for state, messages in _settle(db, outcomes, facts, "days_doubted").items():
                came_to[state] = came_to.get(state, 0) + messages
    return came_to


def _settle(db: Connection, outcomes: Sequence[Outcome], facts: dict[str, Any], days: str) -> dict[str, int]:
    """Of messages of these days; without them every month of the ledger would be looked into."""
    found: list[date] = list(db.execute(statement(__file__, days), facts).scalars())
    if not found:
        return {}
    facts = {**facts, "days": found}
    if any(outcome.disable_contact_point for outcome in outcomes):
        db.execute(statement(__file__, "disable_contact_points"), facts)
    if any(outcome.halt_campaign for outcome in outcomes):
        db.execute(statement(__file__, "halt_campaigns"), facts)
    return dict(db.execute(statement(__file__, "settle"), facts).tuples().all())


def _columns(outcomes: Sequence[Outcome], settled: Sequence[Outcome]) -> dict[str, Any]:
    """As arrays, one for each column: a third of what JSON costs the server. One of nothing but nulls is empty."""
    settling = {id(outcome) for outcome in settled}
    return {
        "ids": as_array(outcome.message_id for outcome in outcomes),
        "settles": [id(outcome) in settling for outcome in outcomes] if len(settling) < len(outcomes) else [],
        "contact_point_ids": _sparse([outcome.contact_point_id for outcome in outcomes]),
        "verdicts": [outcome.verdict.value for outcome in outcomes],
        "provider_message_ids": _sparse([outcome.provider_message_id for outcome in outcomes]),
        "provider_batch_ids": _sparse([outcome.provider_batch_id for outcome in outcomes]),
        "error_codes": _sparse([outcome.error_code for outcome in outcomes]),
        "errors": _sparse([outcome.error for outcome in outcomes]),
        "retry_afters": _sparse([_pause(outcome) for outcome in outcomes]),
        "dead": _sparse([outcome.disable_contact_point for outcome in outcomes]),
        "halts": _sparse([outcome.halt_campaign for outcome in outcomes]),
        "halted_platforms": _sparse([outcome.halt_platform for outcome in outcomes]),
    }


def _pause(outcome: Outcome) -> float | None:
    """Seconds."""
    return (outcome.retry_after or RETRY_AFTER).total_seconds() if outcome.verdict is Verdict.NOT_NOW else None


def _sparse(column: list[Any]) -> list[Any]:
    return [] if all(value is None for value in column) else column
