"""Stop and go on, say what became of a message nobody is sure of, take a restored database into service, retire old months."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement


class Stopped(RuntimeError):
    """The ledger has nothing to do what was asked with; the text says what and why."""


def halt(campaign_id: str, why: str, platform: str | None = None) -> bool:
    """Nothing more of the campaign (on the platform) is claimed or goes in flight; False where it was halted already.

    What a worker has in flight at this moment, one batch at most, still goes out.
    """
    asked = {"campaign_id": campaign_id, "platform": platform, "why": why}
    with engine(Role.OPERATOR).begin() as db:
        if not db.execute(
            text("select exists (select from crm.campaign where campaign_id = :campaign_id)"), asked
        ).scalar():
            raise Stopped(f"There is no campaign {campaign_id!r} in the ledger; `roundtrip campaign list` names them.")
        return db.execute(statement(__file__, "halt"), asked).rowcount > 0


def resume(campaign_id: str) -> int:
    """Lift every halt of the campaign; how many. What is not too late by then goes out with the next run of `send`."""
    with engine(Role.OPERATOR).begin() as db:
        return db.execute(statement(__file__, "resume"), {"campaign_id": campaign_id}).rowcount


def resolve(message_id: UUID, became: Literal["accepted", "presumed_unsent"], why: str, now: datetime) -> None:
    """A person knows what became of an uncertain message. It is never sent again either way. Raises Stopped."""
    answer = {"message_id": message_id, "became": became, "why": why, "now": now}
    with engine(Role.OPERATOR).begin() as db:
        if db.execute(statement(__file__, "resolve"), answer).rowcount == 0:
            raise Stopped(f"Message {message_id} is not uncertain; `roundtrip ledger uncertain` lists those that are.")


def is_adopted() -> bool:
    """Whether this is the database the ledger was adopted in, not a copy or a backup of it."""
    with engine(Role.OPERATOR).connect() as db:
        return bool(db.execute(text("select crm.is_adopted()")).scalar_one())


def adopt(now: datetime, by: str, restored_at: datetime | None = None) -> int:
    """Take a restored or copied database into service; how many messages another copy may have sent. Raises Stopped.

    They are uncertain from now on, and what was due by now is not planned again. `restored_at`: the instant the data are
    of; what had expired by then was not sent since.
    """
    if is_adopted():
        raise Stopped("This database is the one that was adopted: there is nothing to adopt.")
    with engine(Role.OPERATOR).begin() as db:
        asked = {"now": now, "restored_at": restored_at, "by": by}
        doubtful: int = db.execute(text("select crm.adopt(:now, :restored_at, :by)"), asked).scalar_one()
    return doubtful


def retire(as_of: date, keep_months: int) -> dict[str, int]:
    """Retire the months of the ledger that ended `keep_months` months before as_of; messages retired and still unsettled.

    A month in which a message is unsettled stays, and every later one with it.
    """
    with recorded(Role.OPERATOR, as_of, "retire") as run, engine(Role.OPERATOR).begin() as db:
        for month in db.execute(statement(__file__, "retire"), {"as_of": as_of, "keep_months": keep_months}):
            run.count(
                **({"unsettled": month.unsettled} if month.unsettled else {"months": 1, "messages": month.messages})
            )
    return run.counts
