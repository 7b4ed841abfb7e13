"""The story of one message: what the ledger, the providers and the workers' diaries say of it, in the order of the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg

from demo.sandbox.record import Call

LINES = 60
"""Of the diary, which is about everybody."""


def story(db: psycopg.Connection[Any], calls: Sequence[Call], message_id: str, diary: Sequence[str]) -> Iterator[str]:
    """Lines for people. Attempts and calls carry the wall's time, the diary carries business time."""
    yield f"  the story of message {message_id}"
    query = """
        select m.campaign_id, m.channel, m.person_id, m.state, m.state_reason, m.owner, m.attempts, m.lease_until
        from crm.message m where m.message_id = %s
    """
    for row in db.execute(query, [message_id]):
        names = ("campaign", "channel", "person", "state", "reason", "owner", "attempts", "lease until")
        yield "    ledger: " + ", ".join(
            f"{name} {value}" for name, value in zip(names, row, strict=True) if value is not None
        )
    yield from sorted([*_attempts(db, message_id), *_calls(calls, message_id)])
    yield from (f"    diary {line}" for line in diary[:LINES])


def _attempts(db: psycopg.Connection[Any], message_id: str) -> Iterator[str]:
    query = "select started_at, number, outcome, finished_at, error from crm.attempt where message_id = %s"
    for began, number, outcome, ended, error in db.execute(query, [message_id]):
        until = f" until {ended:%H:%M:%S.%f}" if ended else ""
        yield f"    {began.astimezone(UTC):%H:%M:%S.%f} attempt {number}{until}: {outcome or 'no outcome'} {error or ''}"


def _calls(calls: Sequence[Call], message_id: str) -> Iterator[str]:
    for call in calls:
        if any(message["message_id"] == message_id for message in call["messages"]):
            at = datetime.fromtimestamp(call["received_at"], UTC)
            taken = "taken" if call["is_taken"] else "not taken"
            yield f"    {at:%H:%M:%S.%f} {call['provider']} got it, answered {call['status']} ({call['fault']}), {taken}"
