"""Who did what a campaign is for, or what ends it, is not written to any more, whatever was decided and planned before."""

from __future__ import annotations

from collections import Counter
from datetime import date

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.replay import refuse_replay


def note_exits(as_of: date) -> None:
    """Copy publish.exit into crm.exit, which the ledger asks right before every call. Counts by `<campaign>.<why>`."""
    with recorded(Role.DECIDER, as_of, "exits") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        noted = db.execute(statement(__file__, "exits"), {"as_of": as_of})
        run.count(**Counter(f"{row.campaign_id}.{row.why}" for row in noted))
