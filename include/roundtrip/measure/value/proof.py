"""The back-test of a night: what would have been said at an earlier cutoff, against what came since and what anybody could say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from roundtrip.measure.value.backtest import Score, loses, scores
from roundtrip.measure.value.estimate import Estimate, estimate
from roundtrip.measure.value.fit import Floats
from roundtrip.measure.value.histories import Histories

MODEL = "model"
Answers = list[tuple[dict[str, Any], dict[str, Any]]]


def proof(earlier: Histories) -> tuple[Answers, Answers]:
    """Scores by measure and forecast, and their calibration by decile; both empty where nobody had bought by then."""
    if not len(earlier):
        return [], []
    speaks = estimate(earlier.purchases, earlier.mean_spend)
    judged = {
        "purchases": scores(earlier.later_purchases, _purchases(earlier, speaks)),
        "value": scores(earlier.later_spend, _value(earlier, speaks)),
    }
    told = {"estimate": speaks.name, "held_back_days": earlier.held_back_days, "customers": len(earlier)}
    answers: Answers = []
    deciles: Answers = []
    for measure, (ours, *naive) in judged.items():
        for score in (ours, *naive):
            subject = {"measure": measure, "forecast": score.forecast}
            answers.append((subject, told | _figures(score) | {"loses_to_naive": score is ours and loses(ours, naive)}))
            deciles += [
                (subject | {"decile": number}, asdict(decile))
                for number, decile in enumerate(score.calibration, start=1)
            ]
    return answers, deciles


def _figures(score: Score) -> dict[str, float | None]:
    return {"error": score.error, "squared_error": score.squared_error, "bias": score.bias}


def _purchases(earlier: Histories, speaks: Estimate) -> dict[str, Floats]:
    """The model's, and two that anybody could make: everybody goes on as all did on average, or as they did themselves."""
    frequency, age, ahead = earlier.purchases.frequency, earlier.purchases.age, float(earlier.held_back_days)
    return {
        MODEL: speaks.purchases(earlier.purchases, ahead),
        "average": np.full(len(earlier), frequency.sum() / age.sum() * ahead),
        "as_before": frequency / age * ahead,
    }


def _value(earlier: Histories, speaks: Estimate) -> dict[str, Floats]:
    frequency = earlier.purchases.frequency
    bought = _purchases(earlier, speaks)
    again = frequency.sum()
    mean = float((frequency * earlier.mean_spend).sum() / again) if again else 0.0
    return {
        MODEL: bought[MODEL] * speaks.a_purchase(frequency, earlier.mean_spend),
        "average": bought["average"] * mean,
        "as_before": bought["as_before"] * earlier.mean_spend,
    }
