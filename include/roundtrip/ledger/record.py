"""After the call: what came of each attempt, and what else the provider's answer means. Recording it again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.message import Outcome

RETRY_AFTER = timedelta(seconds=60)
"""Where a provider says not-now and not when."""


def record(outcomes: Sequence[Outcome], owner: str, now: datetime) -> dict[str, int]:
    """Write outcomes of messages this owner has in flight; counts them by the state they came to.

    An answer that comes after the lease ran out still counts when it is `accepted`: it proves an uncertain message sent.
    """
    given = {"outcomes": json.dumps([_row(outcome) for outcome in outcomes]), "owner": owner, "now": now}
    with engine(Role.SENDER).begin() as db:
        for step in ("finish_attempts", "disable_contact_points", "halt_campaigns"):
            db.execute(statement(__file__, step), given)
        settled = db.execute(statement(__file__, "settle"), given).tuples().all()
    return dict(settled)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "message_id": str(outcome.message_id),
        "verdict": outcome.verdict,
        "provider_message_id": outcome.provider_message_id,
        "error_code": outcome.error_code,
        "error": outcome.error,
        "retry_after": str((outcome.retry_after or RETRY_AFTER).total_seconds()),
        "disable_contact_point": outcome.disable_contact_point,
        "halt_campaign": outcome.halt_campaign,
        "halt_platform": outcome.halt_platform,
    }
