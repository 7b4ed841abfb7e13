"""A campaign that needs a person's word asks for it, once for each occurrence. Silence means no."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from roundtrip import declared
from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.replay import refuse_replay


class NothingToAnswer(LookupError):
    """No such occurrence waits for a word: it never asked, or it has its answer."""


def approve(as_of: date) -> None:
    """Ask for the night's occurrences that would send; what runs in shadow needs nobody's word."""
    with recorded(Role.DECIDER, as_of, "approve") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        asked = {"as_of": as_of, "now": datetime.combine(as_of, time(), ZoneInfo(declared.policy().reporting.timezone))}
        for row in db.execute(statement(__file__, "approve"), asked):
            run.count(**{row.campaign_id: row.people})


def grant(campaign_id: str, occurrence_on: date, by: str, is_granted: bool) -> None:
    """Write down a person's answer. An answer stands: a second one raises NothingToAnswer."""
    answer = {"campaign_id": campaign_id, "occurrence_on": occurrence_on, "by": by, "is_granted": is_granted}
    with engine(Role.OPERATOR).begin() as db:
        if db.execute(statement(__file__, "grant"), answer).rowcount == 0:
            raise NothingToAnswer(f"no occurrence of {campaign_id!r} on {occurrence_on} waits for an answer")
