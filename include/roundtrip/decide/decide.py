"""Every person in a segment whose campaign is due gets one decision, with the first reason that speaks."""

from __future__ import annotations

from datetime import date
from typing import Any

from roundtrip import declared, settings
from roundtrip.db import Role, engine
from roundtrip.db.run import code_version, recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.register import effective
from roundtrip.decide.replay import refuse_replay
from roundtrip.domain.campaign import Mode


def decide(as_of: date) -> None:
    """Copy publish.eligibility of the night into crm.decision. What was decided stands: running it again adds nothing.

    Counts stand in crm.run as `<campaign>.<reason>`.
    """
    with recorded(Role.DECIDER, as_of, "decide") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        for row in db.execute(statement(__file__, "decide"), _facts(as_of)):
            run.count(**{f"{row.campaign_id}.{row.reason}": row.people})


def _facts(as_of: date) -> dict[str, Any]:
    policy = declared.policy()
    return {
        "as_of": as_of,
        "reporting_timezone": policy.reporting.timezone,
        "default_timezone": policy.default_timezone,
        "quiet_from": policy.quiet_hours.start,
        "quiet_until": policy.quiet_hours.until,
        "seed_list": list(policy.seed_list),
        "mode_of_paused": effective(Mode.LIVE, settings.load().sending),
        "code_version": code_version(),
    }
