"""The proposals of a night: days of campaigns out of marts, advice into raw.scores, from where dbt takes it up.

A row of raw.scores by this scorer: `subject` is {partner, campaign}, `answer` has the fields of stg_landing__budget_score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.measure.budget.campaign_return import FEWEST_DAYS, CampaignDays, Estimate
from roundtrip.measure.budget.proposal import Proposal, propose
from roundtrip.measure.scores import replace_scores

SCORER = "budget"
FEWEST_CAMPAIGNS = 2
"""To shift money takes two."""


def propose_budget(as_of: date) -> None:
    """Advise on every campaign that lately spent; running it again replaces the night's advice."""
    with recorded(Role.LOADER, as_of, "measure", SCORER) as run:
        by_horizon = _read()
        horizon = best_horizon(by_horizon)
        proposals = propose(by_horizon.get(horizon, []))
        replace_scores(SCORER, as_of, [_scored(horizon, proposal) for proposal in proposals])
        run.count(campaigns=len(proposals))
        for proposal in proposals:
            run.count(**{proposal.advice.value: 1})


def best_horizon(by_horizon: Mapping[int, Sequence[CampaignDays]]) -> int:
    """The longest in which campaigns can be compared, else the shortest there is; 0 where nothing was spent."""

    def is_comparable(horizon: int) -> bool:
        long_enough = [days for days in by_horizon[horizon] if len(days.spend) >= FEWEST_DAYS]
        return len(long_enough) >= FEWEST_CAMPAIGNS

    return max(filter(is_comparable, by_horizon), default=min(by_horizon, default=0))


def _read() -> dict[int, list[CampaignDays]]:
    with engine(Role.TRANSFORMER).connect() as db:
        rows = db.execute(statement(__file__, "campaign_days")).mappings().all()
    by_horizon: dict[int, list[CampaignDays]] = {}
    for (horizon, partner, campaign), group in groupby(
        rows, lambda r: (r["horizon_days"], r["partner"], r["campaign"])
    ):
        days = list(group)
        spend, value = (np.array([day[name] for day in days]) for name in ("spend_minor", "value_minor"))
        day = np.array([day["spent_on"].toordinal() for day in days], dtype=np.float64)
        payers = sum(day["payers"] for day in days)
        by_horizon.setdefault(horizon, []).append(CampaignDays(partner, campaign, day, spend, value, payers))
    return by_horizon


def _scored(horizon: int, proposal: Proposal) -> tuple[dict[str, Any], dict[str, Any]]:
    subject = {"partner": proposal.of.partner, "campaign": proposal.of.campaign}
    answer = {
        "horizon_days": horizon,
        "days": len(proposal.of.spend),
        "daily_spend_minor": proposal.of.daily_spend,
        **_told("average", proposal.average),
        **_told("marginal", proposal.marginal),
        "advice": proposal.advice,
        "reason": proposal.reason,
        "shift_minor": proposal.shift,
        **_told("gain", proposal.gain),
    }
    return subject, answer


def _told(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    low, high = estimate.interval() if estimate else (None, None)
    return {name: estimate.mid if estimate else None, f"{name}_low": low, f"{name}_high": high}
