"""The step `measure` of a night: statistics in results, answers in raw.scores, from where dbt takes them up again.

A row of raw.scores by this scorer: `subject` is a Comparison (campaign_id, comparison, population, variant, metric, arm,
baseline), `answer` is an Answer (roundtrip.measure.lift); both as JSON objects with exactly these keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.run import code_version, recorded
from roundtrip.db.sql_file import statement
from roundtrip.measure.comparison import Comparison, comparisons
from roundtrip.measure.lift import Answer, lift

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
        _replace(as_of, answers)
        run.count(comparisons=len(answers))
        for _, answer in answers:
            run.count(**{answer.verdict.value: 1})


def _read(role: Role, name: str, as_of: date) -> list[dict[str, Any]]:
    with engine(role).connect() as db:
        return [dict(row) for row in db.execute(statement(__file__, name), {"as_of": as_of}).mappings()]


def _replace(as_of: date, answers: Iterable[tuple[Comparison, Answer]]) -> None:
    rows = [
        {"subject": json.dumps(asdict(question)), "answer": json.dumps(asdict(answer), allow_nan=False)}
        for question, answer in answers
    ]
    with engine(Role.LOADER).begin() as db:
        db.execute(
            text("delete from raw.scores where scorer = :scorer and as_of = :as_of"), {"scorer": SCORER, "as_of": as_of}
        )
        if rows:
            db.execute(
                text(
                    "insert into raw.scores (scorer, as_of, subject, answer, code_version)"
                    " values (:scorer, :as_of, cast(:subject as jsonb), cast(:answer as jsonb), :code_version)"
                ),
                [{**row, "scorer": SCORER, "as_of": as_of, "code_version": code_version()} for row in rows],
            )
