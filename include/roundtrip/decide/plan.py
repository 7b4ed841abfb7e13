"""Decisions to send become planned messages, as far ahead as the policy says."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, text

from roundtrip import declared, settings
from roundtrip.db import Role, engine
from roundtrip.db.run import code_version, recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.content import placeholders_of
from roundtrip.decide.replay import refuse_replay
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.policy import Policy

MONTHS_AHEAD = 2


def plan(as_of: date, now: datetime | None = None) -> None:
    """Plan what was decided, is due within policy.plan_hours of the night, has a person's word where it needs one and is
    not too late at `now` (default: when the night began). Running it again plans only what was granted since.
    """
    campaigns = {campaign.id: campaign for campaign in declared.campaigns()[0]}
    facts = _facts(as_of, now, declared.policy())
    with recorded(Role.DECIDER, as_of, "plan") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        db.execute(
            text("select crm.ensure_message_partitions(:first, :months)"), {"first": as_of, "months": MONTHS_AHEAD}
        )
        for step in db.execute(statement(__file__, "plannable_steps"), facts).all():
            if campaign := campaigns.get(step.campaign_id):
                run.count(**{f"{step.campaign_id}.{step.step_id}": _plan_step(db, campaign, step, facts)})


def _facts(as_of: date, now: datetime | None, policy: Policy) -> dict[str, Any]:
    began = datetime.combine(as_of, time(), ZoneInfo(policy.reporting.timezone))
    return {
        "as_of": as_of,
        "now": now or began,
        "night_began_at": began,
        "plan_hours": policy.plan_hours,
        "default_language": policy.default_language,
        "code_version": code_version(),
    }


def _plan_step(db: Connection, campaign: Campaign, step: Row[Any], facts: dict[str, Any]) -> int:
    used = placeholders_of(campaign.step(step.step_id), settings.load().include / "templates")
    segment = db.dialect.identifier_preparer.quote_identifier(f"seg_{campaign.segment}")
    named = statement(__file__, "plan").text.replace("segments.segment_of_the_campaign", f"segments.{segment}")
    chosen = {"campaign_id": step.campaign_id, "step_id": step.step_id, "placeholders": sorted(used)}
    return db.execute(text(named), facts | chosen).rowcount
