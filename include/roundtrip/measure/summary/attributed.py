"""Sections of summary.json about what touches are credited with, from schema results.

Money is a float of minor units here: a credit is a share of an order, to six decimals.
"""

from __future__ import annotations

from typing import Literal

from roundtrip.measure.lift import Verdict
from roundtrip.measure.summary.part import Part

Goal = Literal["order", "first_purchase", "subscription_start"]
Model = Literal["first", "last", "last_non_direct", "linear", "position_based", "time_decay", "markov"]


class Attribution(Part):
    """Conversions of the last four weeks. Over the channels of a goal, `none` among them, each model makes all of them."""

    goal: Goal
    channel: str
    model: Model
    conversions: float
    revenue_minor: float
    provisional: float
    """Of the conversions, those of days that are not closed yet."""


class AttributionAssist(Part):
    """`conversions` = direct + assisted; touches and seconds to the conversion are added up over them."""

    goal: Goal
    channel: str
    conversions: int
    direct: int
    assisted: int
    touches: int
    seconds: int


class AttributionPath(Part):
    goal: Goal
    place: int
    path: str
    conversions: int
    conversions_of_all_paths: int


class AttributionGap(Part):
    """What a model credits beside what the control group tells. conversions: of attributed orders, of the rest people."""

    campaign_id: str
    comparison: Literal["global_control", "holdout"]
    metric: Literal["conversions", "revenue"]
    model: Model
    attributed: float
    attributed_in_trial: float
    incremental: float | None
    incremental_low: float | None
    incremental_high: float | None
    gap: float | None
    verdict: Verdict
    is_final: bool
