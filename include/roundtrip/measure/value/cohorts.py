"""What cohorts of customers may come to together, and how sure that is.

Of up to MOST_DRAWN customers every one's future is drawn. Of more, a sample of each cohort is: its sums swing too widely, as
the luck of few averages out less than that of many. How much of the swing is luck shows in draws whose parameters are held
fast; that part is narrowed to the cohort's size, while doubt about the parameters, which all customers share, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.estimate import Model
from roundtrip.measure.value.fit import Fit, Floats
from roundtrip.measure.value.future import Customers, totals

DRAWS = 200
MOST_DRAWN = 40_000
FEWEST_OF_A_COHORT = 30


def sums(
    model: Model, customers: Customers, expected: Floats, horizons: Sequence[float], *, seed: int = 0
) -> NDArray[np.float64]:
    """Money by cohort as it may come: draws × cohorts × horizons. `expected`: customers × horizons, each one's own.

    Cohorts of one draw lie in one world, so that sums over them are draws of larger cohorts."""
    size = np.bincount(customers.cohort)
    whole = np.stack([np.bincount(customers.cohort, each, len(size)) for each in expected.T], axis=1)
    drawn_of = _sampled(customers.cohort, size)
    sample = Customers(customers.purchases[drawn_of], customers.mean_spend[drawn_of], customers.cohort[drawn_of])
    drawn = totals(model.buying, model.spending, sample, horizons, draws=DRAWS, seed=seed)
    narrowed = (
        1.0 if len(drawn_of) == len(customers.cohort) else _narrowed(model, sample, size, drawn, horizons, seed=seed)
    )
    mean = drawn.mean(axis=0)
    swing = np.divide(drawn - mean, mean, out=np.zeros_like(drawn), where=mean > 0)
    return np.asarray(np.maximum(whole * (1 + narrowed * swing), 0))


def _sampled(cohort: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of customers: all where there are few, else of each cohort its share, evenly spread over it."""
    if len(cohort) <= MOST_DRAWN:
        return np.arange(len(cohort))
    wanted = np.minimum(size, np.maximum(FEWEST_OF_A_COHORT, size * MOST_DRAWN // len(cohort)))
    order = np.argsort(cohort, kind="stable")
    place = np.arange(len(cohort)) - np.repeat(np.cumsum(size) - size, size)  # of each within its cohort
    share = np.repeat(wanted / np.maximum(size, 1), size)
    return order[np.floor((place + 1) * share) > np.floor(place * share)]


def _narrowed(
    model: Model, sample: Customers, size: NDArray[np.int64], drawn: Floats, horizons: Sequence[float], *, seed: int
) -> Floats:
    """Cohorts × horizons: how much narrower the whole cohort's sums swing than the sample's, relative to their size."""
    buying = replace(model.buying, fitted=_certain(model.buying.fitted))
    spending = replace(model.spending, fitted=_certain(model.spending.fitted))
    luck = totals(buying, spending, sample, horizons, draws=DRAWS, seed=seed).var(axis=0)
    swing = np.maximum(drawn.var(axis=0), luck)
    share = np.bincount(sample.cohort, minlength=len(size)) / np.maximum(size, 1)
    of_all = (swing - luck) + luck * share[:, None]
    return np.asarray(np.sqrt(np.divide(of_all, swing, out=np.ones_like(swing), where=swing > 0)))


def _certain(fitted: Fit) -> Fit:
    return replace(fitted, covariance=np.zeros_like(fitted.covariance))
