"""How a forecast did: predicted against what came, for a model and for two forecasts anybody could make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roundtrip.measure.value.fit import Floats

DECILES = 10


@dataclass(frozen=True)
class Decile:
    """A tenth of the customers, by what was predicted of them."""

    people: int
    predicted: float
    """A customer, on average."""
    actual: float


@dataclass(frozen=True)
class Score:
    """A forecast of one number a customer."""

    forecast: str
    error: float
    """Mean absolute error a customer."""
    squared_error: float
    """Root of the mean squared error: what a forecast of the mean is judged by."""
    bias: float | None
    """Sum predicted over sum that came, less 1; None where nothing came."""
    calibration: tuple[Decile, ...]


def scores(actual: Floats, forecasts: Mapping[str, Floats]) -> list[Score]:
    """Every forecast against what came, one element a customer."""
    return [_score(name, predicted, actual) for name, predicted in forecasts.items()]


def loses(model: Score, naive: list[Score]) -> bool:
    """Whether one of the naive forecasts did better by the squared error, which the mean of what came minimises."""
    return any(other.squared_error < model.squared_error for other in naive)


def _score(forecast: str, predicted: Floats, actual: Floats) -> Score:
    if not len(actual):
        raise ValueError("nobody to judge a forecast by")
    off = predicted - actual
    came = float(actual.sum())
    order = np.argsort(predicted, kind="stable")
    tenths = (Decile(len(at), float(predicted[at].mean()), float(actual[at].mean())) for at in _tenths(order))
    return Score(
        forecast,
        float(np.abs(off).mean()),
        float(np.sqrt((off**2).mean())),
        float(predicted.sum()) / came - 1 if came else None,
        tuple(tenths),
    )


def _tenths(order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    return [part for part in np.array_split(order, DECILES) if len(part)]
