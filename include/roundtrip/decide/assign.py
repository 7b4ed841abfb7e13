"""A unit's arm in an experiment is drawn once, by a salted hash, and kept: crm.assignment."""

from __future__ import annotations

from datetime import date

from roundtrip import declared, secrets_store
from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.replay import refuse_replay


def assign(as_of: date) -> None:
    """Draw for every unit without an arm: in `global` all people, in a campaign's experiments those in its segment tonight."""
    with recorded(Role.DECIDER, as_of, "assign") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        db.execute(statement(__file__, "units_tonight"), {"as_of": as_of})
        facts = {
            "as_of": as_of,
            "salt": secrets_store.secret("assignment_salt").decode(),
            "control": declared.policy().global_control,
        }
        for experiment in ("global", "campaign", "variant"):
            drawn = db.execute(statement(__file__, f"assign_{experiment}"), facts).rowcount
            run.count(**{experiment: drawn})
