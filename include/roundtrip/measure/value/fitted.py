"""Which model speaks for whom: one fitted to their own source type where it has buyers enough, else the one of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from roundtrip.measure.value.estimate import Estimate, Model, estimate, model
from roundtrip.measure.value.fit import NotFitted
from roundtrip.measure.value.histories import Histories

ALL = "all"
ENOUGH_REPEATERS = 200
"""Customers who bought again, for a source type to speak for itself: with fewer its parameters are mostly chance."""


@dataclass(frozen=True)
class Fitted:
    """Estimates by whom they were fitted to, ALL always among them, and what there is to say of each."""

    estimates: Mapping[str, Estimate]
    refusals: Mapping[str, str]
    """Source types that the model of all speaks for, and why."""

    def speaking_for(self, source_type: str) -> str:
        return source_type if source_type in self.estimates else ALL


def fitted(customers: Histories) -> Fitted:
    """One estimate for all, and a model for each source type whose data carry one."""
    estimates: dict[str, Estimate] = {ALL: estimate(customers.purchases, customers.mean_spend)}
    refusals: dict[str, str] = {}
    source_type = customers.source_type
    for name in np.unique(source_type).tolist():
        mine = source_type == name
        repeaters = int((customers.purchases.frequency[mine] > 0).sum())
        if repeaters < ENOUGH_REPEATERS:
            refusals[name] = f"{repeaters} customers bought again; {ENOUGH_REPEATERS} would have a model of their own"
            continue
        try:
            estimates[name] = model(customers.purchases[mine], customers.mean_spend[mine])
        except NotFitted as refusal:
            refusals[name] = str(refusal)
    return Fitted(estimates, refusals)


def described(customers: Histories, found: Fitted) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Subject and answer of each model: who it was fitted to, its parameters in days and minor units, why it is not one."""
    source_type = customers.source_type
    groups = {ALL: np.ones(len(customers), dtype=bool)}
    groups |= {name: source_type == name for name in [*found.estimates, *found.refusals] if name != ALL}
    return [({"fitted_to": name}, _described(customers, mine, found, name)) for name, mine in groups.items()]


def _described(customers: Histories, mine: np.ndarray[Any, Any], found: Fitted, name: str) -> dict[str, Any]:
    speaks = found.estimates.get(name)
    again = mine & (customers.purchases.frequency > 0)
    return {
        "model": speaks.name if speaks else found.estimates[ALL].name,
        "speaks": name if speaks else ALL,
        "is_converged": isinstance(speaks, Model),
        "why": speaks.why if speaks else found.refusals[name],
        "customers": int(mine.sum()),
        "repeat_buyers": int(again.sum()),
        "spend_follows_frequency": _correlation(customers, again),
        **(_parameters(speaks) if isinstance(speaks, Model) else {}),
    }


def _parameters(speaks: Model) -> dict[str, float]:
    buying, spending = speaks.buying, speaks.spending
    return {
        "r": buying.r,
        "alpha": buying.alpha,
        "a": buying.a,
        "b": buying.b,
        "log_likelihood": buying.log_likelihood,
        "p": spending.p,
        "q": spending.q,
        "v": spending.v,
        "spend_log_likelihood": spending.fitted.log_likelihood,
    }


def _correlation(customers: Histories, again: np.ndarray[Any, Any]) -> float | None:
    """Gamma-Gamma supposes none between how often and how much; None where it cannot be said."""
    often, much = customers.purchases.frequency[again], customers.mean_spend[again]
    if len(often) < ENOUGH_REPEATERS or not often.std() or not much.std():
        return None
    return float(np.corrcoef(often, much)[0, 1])
