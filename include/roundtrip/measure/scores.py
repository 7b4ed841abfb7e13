"""Answers Python gives, as rows of raw.scores, from where dbt takes them up again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.run import code_version


def replace_scores(scorer: str, as_of: date, answers: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Write the night's (subject, answer) pairs of a scorer, in place of those it gave before for the same night."""
    key = {"scorer": scorer, "as_of": as_of, "code_version": code_version()}
    rows = [
        {"subject": json.dumps(subject), "answer": json.dumps(answer, allow_nan=False), **key}
        for subject, answer in answers
    ]
    with engine(Role.LOADER).begin() as db:
        db.execute(text("delete from raw.scores where scorer = :scorer and as_of = :as_of"), key)
        if rows:
            db.execute(
                text(
                    "insert into raw.scores (scorer, as_of, subject, answer, code_version)"
                    " values (:scorer, :as_of, cast(:subject as jsonb), cast(:answer as jsonb), :code_version)"
                ),
                rows,
            )
