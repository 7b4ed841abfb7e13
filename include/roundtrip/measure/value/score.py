"""The step `value` of a night: customers' histories in, predictions, models, cohorts and the back-test out.

What is written is known from the next night on: tonight's segments were built before it, on the scores of the night before.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date

from roundtrip.db import Role, connect
from roundtrip.db.run import recorded
from roundtrip.measure.scores import replace_scores
from roundtrip.measure.value.estimate import Model
from roundtrip.measure.value.fitted import described, fitted
from roundtrip.measure.value.histories import read
from roundtrip.measure.value.likely import cohort_answers
from roundtrip.measure.value.predict import predict
from roundtrip.measure.value.proof import proof
from roundtrip.measure.value.write import write


def score(as_of: date) -> None:
    """Score every customer; running it again replaces the night's answers."""
    with recorded(Role.LOADER, as_of, "value") as run:
        with closing(connect(Role.TRANSFORMER)) as warehouse:
            customers, earlier = read(warehouse, "tonight"), read(warehouse, "backtest")
        found = fitted(customers)
        predictions = predict(customers, found)
        with closing(connect(Role.LOADER)) as db, db:
            write(db, as_of, customers.person_id, found, predictions)
        replace_scores("value_model", as_of, described(customers, found))
        replace_scores("value_cohort", as_of, cohort_answers(customers, found, predictions))
        scored, deciles = proof(earlier)
        replace_scores("value_backtest", as_of, scored)
        replace_scores("value_calibration", as_of, deciles)
        run.count(
            customers=len(customers),
            cohorts=len(customers.cohorts),
            models=sum(isinstance(speaks, Model) for speaks in found.estimates.values()),
        )
