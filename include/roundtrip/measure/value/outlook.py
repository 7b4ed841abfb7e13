"""What each customer is expected to do next, by the best model the data carry, and which one that was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.fit import Floats, NotFitted
from roundtrip.measure.value.future import Customers, totals
from roundtrip.measure.value.gamma_gamma import GammaGamma

MODEL, AVERAGE_RATE = "bg_nbd_gamma_gamma", "average_rate"
DRAWS, MIDDLE = 400, (0.1, 0.5, 0.9)
"""An interval holds 80 % of the draws."""


@dataclass(frozen=True)
class Outlook:
    """One element a customer in every array; horizons are in the unit of the customers' times."""

    model: str
    """Which estimate this is: MODEL, or AVERAGE_RATE where the data do not carry it."""
    why: str | None
    """Why it is not MODEL, in a sentence."""
    p_alive: Floats | None
    purchases: Mapping[float, Floats]
    value: Mapping[float, Floats]
    """Money, in the unit of the spend; by horizon."""
    cohorts: Floats | None
    """Cohorts × horizons × (low, middle, high): sums over each cohort. None where the estimate knows no interval."""


def outlook(customers: Customers, horizons: Sequence[float], seed: int = 0) -> Outlook:
    """The models' answer, or where they refuse the data, the simpler one and their reason."""
    purchases, again = customers.purchases, customers.purchases.frequency > 0
    try:
        buying = BgNbd.of(purchases)
        spending = GammaGamma.of(purchases.frequency, np.where(again, customers.mean_spend, 0))
    except NotFitted as refusal:
        return _average_rate(customers, horizons, str(refusal))
    bought = {horizon: buying.expected(purchases, horizon) for horizon in horizons}
    a_purchase = spending.expected(purchases.frequency, np.where(again, customers.mean_spend, 0))
    sums = totals(buying, spending, customers, horizons, draws=DRAWS, seed=seed)
    return Outlook(
        model=MODEL,
        why=None,
        p_alive=buying.p_alive(purchases),
        purchases=bought,
        value={horizon: expected * a_purchase for horizon, expected in bought.items()},
        cohorts=np.moveaxis(np.quantile(sums, MIDDLE, axis=0), 0, -1),
    )


def _average_rate(customers: Customers, horizons: Sequence[float], why: str) -> Outlook:
    """Everybody buys again as often, and for as much, as all did on average."""
    purchases = customers.purchases
    total_age = float(purchases.age.sum())
    rate = float(purchases.frequency.sum()) / total_age if total_age > 0 else 0.0
    seen = purchases.frequency > 0
    a_purchase = float(np.average(customers.mean_spend[seen], weights=purchases.frequency[seen])) if seen.any() else 0.0
    everybody = np.ones(len(purchases))
    bought = {horizon: everybody * rate * horizon for horizon in horizons}
    value = {horizon: expected * a_purchase for horizon, expected in bought.items()}
    return Outlook(AVERAGE_RATE, why, None, bought, value, cohorts=None)
