"""Campaign files become rows the night can join: campaigns, steps, caps, and tonight's occurrences."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from roundtrip import declared, settings
from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.decide.check import checked
from roundtrip.decide.definition import definition_hash
from roundtrip.decide.replay import refuse_replay
from roundtrip.domain.campaign import Campaign, Mode
from roundtrip.domain.policy import Policy
from roundtrip.settings import Sending

_log = logging.getLogger(__name__)


def register(as_of: date) -> None:
    """Register every campaign without a fault. One whose file is gone or faulty keeps its rows and is paused."""
    sending = settings.load().sending
    with recorded(Role.DECIDER, as_of, "register") as run, engine(Role.DECIDER).begin() as db:
        refuse_replay(db, as_of)
        declared_now, faults = checked()
        campaigns, moved = _without_moved_kinds(db, declared_now)
        for fault in faults + moved:
            _log.warning("left out: %s", fault)
        _write(db, "register_campaigns", [_campaign(c, as_of, sending) for c in campaigns])
        _write(db, "register_steps", [row for c in campaigns for row in _steps(c)])
        _write(db, "register_caps", _caps(declared.policy()))
        due = [c for c in campaigns if c.mode is not Mode.DRAFT and _is_due(c, as_of)]
        _write(db, "register_occurrences", [_occurrence(c, as_of) for c in due])
        run.count(campaigns=len(campaigns), faults=len(faults + moved), occurrences=len(due))


def effective(mode: Mode, sending: Sending) -> Mode:
    """What the installation makes of a campaign's mode: where nothing may be sent, what would be is shadow."""
    if sending is Sending.SHADOW and mode in (Mode.LIVE, Mode.SEED_LIST):
        return Mode.SHADOW
    return mode


def _is_due(campaign: Campaign, as_of: date) -> bool:
    return campaign.starts_on <= as_of and campaign.schedule.is_due_on(as_of)


def _without_moved_kinds(db: Connection, campaigns: Iterable[Campaign]) -> tuple[list[Campaign], list[str]]:
    kinds: dict[str, str] = dict(db.execute(statement(__file__, "registered_kinds")).tuples().all())
    good, faults = [], []
    for campaign in campaigns:
        before = kinds.get(campaign.id, campaign.kind)
        if before == campaign.kind:
            good.append(campaign)
        else:
            faults.append(
                f"campaign {campaign.id}: kind: was registered as {before}, which is permanent; write {before},"
                f" or give the campaign a new id"
            )
    return good, faults


def _write(db: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    db.execute(statement(__file__, name), {"rows": json.dumps(rows)})


def _campaign(campaign: Campaign, as_of: date, sending: Sending) -> dict[str, Any]:
    again = campaign.again_after
    return {
        "campaign_id": campaign.id,
        "kind": campaign.kind,
        "mode": effective(campaign.mode, sending),
        "owner": campaign.owner,
        "goal": campaign.goal,
        "segment": campaign.segment,
        "topic": campaign.topic,
        "priority": campaign.priority,
        "starts_on": campaign.starts_on.isoformat(),
        "again_after": _interval(again) if isinstance(again, timedelta) else None,
        "holdout": str(campaign.holdout),
        "audience_min": campaign.audience.min,
        "audience_max": campaign.audience.max,
        "needs_approval": campaign.approval == "required",
        "success_event": campaign.success.event,
        "success_value": campaign.success.value,
        "success_within": _interval(campaign.success.within),
        "exit_event": campaign.exit_when.did if campaign.exit_when else None,
        "definition_hash": definition_hash(campaign, settings.load().include / "templates"),
        "registered_as_of": as_of.isoformat(),
    }


def _steps(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": campaign.id,
            "step_id": step.id,
            "position": position,
            "channel": step.send,
            "devices": getattr(step, "devices", "latest"),
            "delay": _interval(campaign.delay_of(step.id)),
            "variants": {name: variant.weight for name, variant in step.variants.items()},
        }
        for position, step in enumerate(campaign.send_steps, start=1)
    ]


def _occurrence(campaign: Campaign, as_of: date) -> dict[str, Any]:
    return {
        "campaign_id": campaign.id,
        "as_of": as_of.isoformat(),
        "local_time": campaign.schedule.at.isoformat(),
        "timezone": campaign.schedule.timezone,
    }


def _caps(policy: Policy) -> list[dict[str, Any]]:
    return [{"cap_id": name, **cap.model_dump()} for name, cap in policy.caps.items()]


def _interval(duration: timedelta) -> str:
    """In the words of Postgres; days stay days, which daylight saving makes longer or shorter than 24 hours."""
    return f"{duration.days} days {duration.seconds} seconds"
