"""Futures of customers, drawn from the fitted models: what a cohort may come to, and how sure that is.

Each draw takes parameters as the data leave them open, then lets every customer live on: whether they are still there, how
often they buy until they leave, what they spend. The spread of a cohort's sums holds both kinds of doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.gamma_gamma import GammaGamma
from roundtrip.measure.value.purchases import Purchases


@dataclass(frozen=True)
class Customers:
    """Customers one by one: every array has one element each."""

    purchases: Purchases
    """Groups of one."""
    mean_spend: Floats
    """Of the purchases after the first; of no meaning where there are none."""
    cohort: NDArray[np.int64]
    """Numbers from 0: which sum a customer adds to."""


def totals(
    buying: BgNbd, spending: GammaGamma, customers: Customers, horizons: Sequence[float], *, draws: int, seed: int
) -> Floats:
    """Money spent within each horizon from now: draws × cohorts × horizons, the horizons in ascending order."""
    rng = np.random.default_rng(seed)
    cohorts = int(customers.cohort.max()) + 1
    found = np.empty((draws, cohorts, len(horizons)))
    models = zip(buying.fitted.draws(rng, draws), spending.fitted.draws(rng, draws), strict=True)
    for draw, (buys, spends) in enumerate(models):
        model = replace(buying, fitted=replace(buying.fitted, parameters=buys))
        money = replace(spending, fitted=replace(spending.fitted, parameters=spends))
        spent = np.zeros(len(customers.cohort))
        for nth, more in enumerate(_spent(model, money, customers, horizons, rng)):
            spent += more
            found[draw, :, nth] = np.bincount(customers.cohort, weights=spent, minlength=cohorts)
    return found


def _spent(
    buying: BgNbd, spending: GammaGamma, customers: Customers, horizons: Sequence[float], rng: np.random.Generator
) -> Iterator[Floats]:
    """Between each horizon and the one before it."""
    purchases = customers.purchases
    seen = purchases.frequency
    rate = rng.gamma(buying.r + seen) / (buying.alpha + purchases.age)
    last = rng.geometric(np.clip(rng.beta(buying.a, buying.b + seen), 1e-12, 1))
    last = np.where(rng.random(len(seen)) < buying.p_alive(purchases), last, 0)
    known = np.where(seen > 0, customers.mean_spend, 0)
    precision = rng.gamma(spending.p * seen + spending.q) / (spending.v + seen * known)
    wished, bought = np.zeros(len(seen)), np.zeros(len(seen))
    for begin, end in zip((0.0, *horizons), horizons, strict=False):
        wished = wished + rng.poisson(rate * (end - begin))
        until_now = np.minimum(wished, last)
        yield rng.gamma(spending.p * (until_now - bought)) / precision
        bought = until_now
