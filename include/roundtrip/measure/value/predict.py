"""Every customer's prediction, and the sums of cohorts with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.cohorts import sums
from roundtrip.measure.value.estimate import Model
from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.fitted import Fitted
from roundtrip.measure.value.future import Customers
from roundtrip.measure.value.histories import Histories

HORIZONS = (30, 90, 365)
"""Days from the night, ascending."""


@dataclass(frozen=True)
class Predictions:
    """One row a customer in every array; `purchases` and `value` (minor units) have a column a horizon."""

    fitted_to: NDArray[np.str_]
    p_alive: Floats
    """NaN where the estimate does not know it."""
    purchases: Floats
    value: Floats


def predict(customers: Histories, found: Fitted) -> Predictions:
    """Each by the estimate that speaks for their source type."""
    fitted_to = np.array([found.speaking_for(name) for name in customers.source_type.tolist()], dtype=str)
    p_alive = np.full(len(customers), np.nan)
    bought = np.zeros((len(customers), len(HORIZONS)))
    value = np.zeros_like(bought)
    for name, speaks in found.estimates.items():
        mine = np.flatnonzero(fitted_to == name)
        purchases = customers.purchases[mine]
        alive = speaks.p_alive(purchases)
        p_alive[mine] = np.nan if alive is None else alive
        each = np.stack([speaks.purchases(purchases, horizon) for horizon in HORIZONS], axis=1)
        bought[mine] = np.maximum.accumulate(np.maximum(each, 0), axis=1)  # rounding must not take back a purchase
        value[mine] = bought[mine] * speaks.a_purchase(purchases.frequency, customers.mean_spend[mine])[:, None]
    return Predictions(fitted_to, p_alive, bought, value)


def cohort_answers(
    customers: Histories, found: Fitted, predictions: Predictions
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Subject (a Cohort) and answer of each cohort: money expected after the night, low and high None without an interval."""
    size = np.bincount(customers.cohort, minlength=len(customers.cohorts))
    likely = np.full((len(size), len(HORIZONS), 3), np.nan)
    likely[:, :, 1] = np.stack([np.bincount(customers.cohort, each, len(size)) for each in predictions.value.T], axis=1)
    for name, speaks in found.estimates.items():
        if isinstance(speaks, Model) and (mine := np.flatnonzero(predictions.fitted_to == name)).size:
            theirs, cohort = np.unique(customers.cohort[mine], return_inverse=True)
            chosen = Customers(customers.purchases[mine], customers.mean_spend[mine], cohort)
            drawn = sums(speaks, chosen, predictions.value[mine], HORIZONS)
            likely[theirs, :, 0], likely[theirs, :, 2] = drawn[:, :, 0], drawn[:, :, 2]
    subjects = (cohort._asdict() | {"cohort_week": cohort.cohort_week.isoformat()} for cohort in customers.cohorts)
    return [
        (subject, {"customers": int(people), **_money(each)})
        for subject, people, each in zip(subjects, size, likely, strict=True)
    ]


def _money(likely: Floats) -> dict[str, float | None]:
    return {
        f"value_{horizon}_{end}_minor": None if np.isnan(minor) else float(minor)
        for horizon, ends in zip(HORIZONS, likely, strict=True)
        for end, minor in zip(("low", "mid", "high"), ends, strict=True)
    }
