"""The step `measure` of a night: statistics in results, answers in raw.scores, from where dbt takes them up again.

A row of raw.scores by this scorer: `subject` is a Comparison (campaign_id, comparison, population, variant, metric, arm,
baseline), `answer` is an Answer (roundtrip.measure.lift); both as JSON objects with exactly these keys.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.measure.comparison import comparisons
from roundtrip.measure.lift import lift
from roundtrip.measure.scores import replace_scores

SCORER = "lift"


def measure(as_of: date) -> None:
    """Answer every comparison of results.lift_statistics; running it again replaces the night's answers."""
    with recorded(Role.LOADER, as_of, "measure", SCORER) as run:
        rows = _read(Role.BI_READER, "lift_statistics", as_of)
        nights = {row["campaign_id"]: row["nights"] for row in _read(Role.OPERATOR, "nights", as_of)}
        answers = [
            (
                question,
                lift(arms.treated, arms.control, nights=nights.get(question.campaign_id, 1), all_arms=arms.drawn),
            )
            for question, arms in comparisons(rows)
        ]
        replace_scores(SCORER, as_of, ((asdict(question), asdict(answer)) for question, answer in answers))
        run.count(comparisons=len(answers))
        for _, answer in answers:
            run.count(**{answer.verdict.value: 1})


def _read(role: Role, name: str, as_of: date) -> list[dict[str, Any]]:
    with engine(role).connect() as db:
        return [dict(row) for row in db.execute(statement(__file__, name), {"as_of": as_of}).mappings()]
