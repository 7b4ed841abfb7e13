"""The step `attribution` of a night: transitions in results, removal effects in raw.scores, from where dbt takes them up again.

A row of raw.scores by this scorer: `subject` is {goal, channel}, `answer` is {effect}, both JSON objects with exactly these keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.db.sql_file import statement
from roundtrip.measure.attribution.markov import removal_effects
from roundtrip.measure.scores import replace_scores

SCORER = "markov"
Moves = dict[tuple[str, str], float]


def score_channels(as_of: date) -> None:
    """Score every channel of every goal that has paths; running it again replaces the night's scores."""
    with recorded(Role.LOADER, as_of, "measure", SCORER) as run:
        effects = [
            ({"goal": goal, "channel": channel}, {"effect": effect})
            for goal, moves in _transitions(as_of).items()
            for channel, effect in removal_effects(moves).items()
        ]
        replace_scores(SCORER, as_of, effects)
        run.count(effects=len(effects))


def _transitions(as_of: date) -> dict[str, Moves]:
    with engine(Role.BI_READER).connect() as db:
        return _by_goal(db.execute(statement(__file__, "transitions"), {"as_of": as_of}).tuples())


def _by_goal(rows: Iterable[tuple[str, str, str, int]]) -> dict[str, Moves]:
    found: dict[str, Moves] = defaultdict(dict)
    for goal, origin, destination, transitions in rows:
        found[goal][origin, destination] = transitions
    return found
