"""Sections of summary.json about what people are worth, from schema results."""

from __future__ import annotations

from datetime import date
from typing import Literal

from roundtrip.measure.summary.part import Part


class ValueGroup(Part):
    """What its people brought so far, and what those who bought are expected to spend after the night.

    Low and high bound an interval of 80 %; None for segments, and where the estimate knows none."""

    dimension: Literal["total", "source_type", "campaign", "segment"]
    value: str
    people: int
    customers: int
    value_minor: int
    value_90_low_minor: int | None
    value_90_mid_minor: int | None
    value_90_high_minor: int | None
    value_365_low_minor: int | None
    value_365_mid_minor: int | None
    value_365_high_minor: int | None


class ValueModel(Part):
    """BG/NBD (r, alpha, a, b; in days) and Gamma-Gamma (p, q, v; in minor units) of a group of customers. Where no model of its
    own was found, `why`, and `speaks` is whose speaks for it."""

    fitted_to: str
    model: str
    speaks: str
    is_converged: bool
    why: str | None
    customers: int
    repeat_buyers: int
    r: float | None
    alpha: float | None
    a: float | None
    b: float | None
    log_likelihood: float | None
    p: float | None
    q: float | None
    v: float | None


class ValueBacktest(Part):
    """A forecast made at `cutoff_on` against what came since: per customer, in purchases or in minor units."""

    measure: Literal["purchases", "value"]
    forecast: Literal["model", "average", "as_before"]
    estimate: str
    customers: int
    held_back_days: int
    cutoff_on: date
    error: float
    squared_error: float
    bias: float | None
    loses_to_naive: bool


class ValueCalibration(Part):
    """A tenth of the customers by forecast spend, 1 the lowest: money a customer, in minor units."""

    decile: int
    people: int
    predicted_minor: float
    actual_minor: float


class ValueDecile(Part):
    """A tenth of the customers by spend expected within a year, 10 the highest."""

    decile: int
    customers: int
    value_minor: int
    customers_alive: float | None
    value_365_minor: int


class MissingRate(Part):
    """Money in no sum, as the rate of its day is missing; `amount_minor` in minor units of `amount_currency`."""

    kind: str
    amount_currency: str
    amounts: int
    amount_minor: int
    first_on: date
    last_on: date
