"""What nobody came back for: leases that ran out, uncertainty that lasted too long, messages whose time has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from roundtrip import declared
from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.ledger.placed import settle_placed

STEPS = ("give_back", "doubt", "prove", "presume", "expire")


def reap(now: datetime) -> dict[str, int]:
    """Put in order what workers left behind; how many messages each step moved. Safe to run beside workers.

    placed: of the app's own channels the rows say what came of it. give_back: claims whose lease ran out are planned again.
    doubt: messages in flight whose lease ran out are uncertain. prove: those of the uncertain that somebody reported about
    are accepted. presume: those uncertain for policy.uncertain_hours are presumed unsent. expire: planned ones that are too late.
    """
    facts = {"now": now, "uncertain_for": timedelta(hours=declared.policy().uncertain_hours)}
    with engine(Role.SENDER).begin() as db:
        placed = settle_placed(db, now)
        moved = {step: db.execute(statement(__file__, step), facts).rowcount for step in STEPS}
        db.execute(text("select crm.close_leases()"))
    return {"placed": placed, **moved}
