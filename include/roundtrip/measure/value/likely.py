"""What cohorts, sources and campaigns may bring after the night, as a low, a middle and a high sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from roundtrip.measure.value.cohorts import DRAWS, sums
from roundtrip.measure.value.estimate import Model
from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.fitted import Fitted
from roundtrip.measure.value.future import Customers
from roundtrip.measure.value.histories import Cohort, Histories
from roundtrip.measure.value.predict import HORIZONS, Predictions

INTERVAL = (0.1, 0.9)
"""It holds 80 % of the draws."""
_NOBODY = Cohort(None, None, None, None)
LEVELS: dict[str, Callable[[Cohort], Cohort]] = {
    "total": lambda cohort: _NOBODY,  # noqa: ARG005  as the others are asked
    "source_type": lambda cohort: _NOBODY._replace(source_type=cohort.source_type),
    "campaign": lambda cohort: cohort._replace(cohort_week=None),
    "cohort_week": lambda cohort: _NOBODY._replace(cohort_week=cohort.cohort_week),
    "cohort": lambda cohort: cohort,
}
"""What is added up, by the parts of a cohort that are kept."""


def cohort_answers(
    customers: Histories, found: Fitted, predictions: Predictions
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Subject (a level and what it keeps of a Cohort) and answer: money expected after the night, in minor units. Low and high
    are None where an estimate without an interval speaks for some of them."""
    size = np.bincount(customers.cohort, minlength=len(customers.cohorts))
    each = [np.bincount(customers.cohort, value, len(size)) for value in predictions.value.T]
    middle: Floats = np.stack(each, axis=1, dtype=np.float64)
    drawn = _drawn(customers, found, predictions)
    return [answer for level in LEVELS for answer in _answers(level, customers.cohorts, size, middle, drawn)]


def _drawn(customers: Histories, found: Fitted, predictions: Predictions) -> Floats:
    """Draws × cohorts × horizons; NaN where nothing can be drawn."""
    drawn = np.full((DRAWS, len(customers.cohorts), len(HORIZONS)), np.nan)
    for seed, (name, speaks) in enumerate(found.estimates.items()):
        mine = np.flatnonzero(predictions.fitted_to == name)
        if isinstance(speaks, Model) and mine.size:
            theirs, cohort = np.unique(customers.cohort[mine], return_inverse=True)
            chosen = Customers(customers.purchases[mine], customers.mean_spend[mine], cohort)
            drawn[:, theirs] = sums(speaks, chosen, predictions.value[mine], HORIZONS, seed=seed)
    return drawn


def _answers(
    level: str, cohorts: list[Cohort], size: np.ndarray[Any, Any], middle: Floats, drawn: Floats
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    of_group: dict[Cohort, list[int]] = {}
    for at, cohort in enumerate(cohorts):
        of_group.setdefault(LEVELS[level](cohort), []).append(at)
    return [
        (
            {"level": level, **_asked(group)},
            {
                "customers": int(size[members].sum()),
                **_money("mid", middle[members].sum(axis=0)),
                **_money("low", np.quantile(drawn[:, members].sum(axis=1), INTERVAL[0], axis=0)),
                **_money("high", np.quantile(drawn[:, members].sum(axis=1), INTERVAL[1], axis=0)),
            },
        )
        for group, members in of_group.items()
    ]


def _asked(group: Cohort) -> dict[str, str | None]:
    return group._asdict() | {"cohort_week": group.cohort_week and group.cohort_week.isoformat()}


def _money(end: str, minor: Floats) -> dict[str, float | None]:
    return {
        f"value_{horizon}_{end}_minor": None if np.isnan(each) else float(each)
        for horizon, each in zip(HORIZONS, minor, strict=True)
    }
