"""What the page says about one campaign: lift, versions, and the way from segment to outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundtrip.measure.report.flow import Bar, flow
from roundtrip.measure.report.metric import MetricView, Terms, metric_views

Row = Mapping[str, Any]


@dataclass(frozen=True)
class CampaignView:
    campaign: Row
    metrics: Sequence[MetricView]
    """Against people left alone."""
    variants: Sequence[MetricView]
    """One version against another."""
    flow: Sequence[Bar]
    performance: Sequence[Row]
    truth: float | None


def campaign_view(night: Mapping[str, Any], number: int, truth: float | None) -> CampaignView:
    """Everything about campaign `number` of the summary `night`; `truth`: the uplift a simulator knows."""
    campaign = night["campaigns"][number]
    sections = ("lift", "decisions", "outcomes", "feedback", "performance")
    lift, decisions, outcomes, feedback, performance = (_of(night[section], campaign) for section in sections)
    alone = [a for a in lift if a["comparison"] != "variant" and not a["variant"]]
    versions = [a for a in lift if a["comparison"] == "variant"]
    terms = Terms(campaign["success_event"], night["reporting"]["currency"], truth)
    return CampaignView(
        campaign=campaign,
        metrics=metric_views(f"lift-{number}", alone, terms),
        variants=metric_views(f"versions-{number}", versions, terms),
        flow=flow(decisions, outcomes, feedback, performance),
        performance=performance,
        truth=truth,
    )


def _of(rows: Sequence[Row], campaign: Row) -> list[Row]:
    return [row for row in rows if row["campaign_id"] == campaign["campaign_id"]]
