"""The ledger as rows to show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement

Rows = list[dict[str, Any]]
MOST = 50


def status(now: datetime) -> dict[str, Rows]:
    """`messages`: what is open, and what came of the last two days, by channel, campaign and state. `halts`: what stands still."""
    return {"messages": _rows("status", now=now), "halts": _rows("halts")}


def uncertain(campaign_id: str | None = None) -> Rows:
    """Messages nobody is sure of, the latest first, each with what its last attempt said."""
    return _rows("uncertain", campaign_id=campaign_id, most=MOST)


def explain(person_id: int) -> dict[str, Rows]:
    """`messages` of a person with their moves, attempts and feedback; `decisions` not to send, with the reason. The latest first."""
    asked = {"person_id": person_id, "most": MOST}
    return {"messages": _rows("explain_messages", **asked), "decisions": _rows("explain_decisions", **asked)}


def queued(campaign_id: str, now: datetime) -> list[tuple[str, str]]:
    """Channel and batch of what a provider took in the last 72 hours and may still hold."""
    return [(row["channel"], row["provider_batch_id"]) for row in _rows("queued", campaign_id=campaign_id, now=now)]


def _rows(name: str, **asked: Any) -> Rows:
    with engine(Role.OPERATOR).connect() as db:
        return [dict(row) for row in db.execute(statement(__file__, name), asked).mappings()]
