"""Fifty seeds of what `make chaos` does a thousand of: nothing is sent twice, lost, or sent to whom it must not."""

from __future__ import annotations

import pytest

from .points import ALL
from .table import stories

pytestmark = pytest.mark.slow
SEEDS = 50


@pytest.fixture(scope="module")
def results(lanes):
    return list(lanes.run(range(SEEDS)))


def test_no_promise_is_broken(results):
    assert not stories(results), stories(results)


def test_every_point_was_hit(results):
    assert {point for result in results for point in result.hits} == set(ALL)


def test_the_scenarios_were_worth_it(results):
    """A storm in which nothing is sent proves nothing."""
    states = [result.states for result in results]
    assert sum(state["accepted"] for state in states) > 0.4 * sum(state.total() for state in states)
    assert all(sum(state[name] for state in states) for name in ("accepted", "suppressed", "presumed_unsent"))
    assert all(result.posts for result in results)
