"""Every customer's prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.fitted import Fitted
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
