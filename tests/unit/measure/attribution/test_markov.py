"""Removal effects worked out by hand, and by brute force over every path."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from roundtrip.measure.attribution.markov import CONVERSION, NOTHING, START, removal_effects


def chain(*paths: tuple[str, int, int]) -> Counter[tuple[str, str]]:
    """(touches, how many converted, how many did not)."""
    found: Counter[tuple[str, str]] = Counter()
    for touches, converted, lost in paths:
        for end, count in ((CONVERSION, converted), (NOTHING, lost)):
            for way in pairwise([START, *touches, end]):
                found[way] += count
    return found


def test_two_channels_by_hand() -> None:
    """From the start 2/3 to a, 1/3 to b; of a's onward steps half convert and half go to b; of b's, half convert.

    Whole: 2/3·(1/2 + 1/2·1/2) + 1/3·1/2 = 2/3. Without a 1/6, without b 1/3.
    """
    effects = removal_effects(chain(("a", 1, 0), ("ab", 1, 0), ("b", 0, 1)))

    assert effects == pytest.approx({"a": 0.75, "b": 0.5})


def test_the_only_channel_is_all_of_it() -> None:
    assert removal_effects(chain(("a", 3, 7))) == {"a": 1.0}


def test_where_nobody_converts_nothing_is_lost() -> None:
    assert removal_effects(chain(("ab", 0, 5))) == {"a": 0.0, "b": 0.0}


def test_a_repeated_touch_changes_nothing() -> None:
    assert removal_effects(chain(("aab", 2, 1), ("b", 1, 1))) == removal_effects(chain(("ab", 2, 1), ("b", 1, 1)))


def test_paths_walked_one_by_one_come_to_the_same() -> None:
    """A walk through the counted chain, 50,000 times, with and without each channel."""
    rng = np.random.default_rng(5)
    ways = chain(("abc", 40, 60), ("ca", 30, 10), ("b", 5, 95), ("cba", 20, 20), ("ac", 10, 70))
    effects = removal_effects(ways)
    places = sorted({place for way in ways for place in way})
    next_of = {
        place: ([goal for origin, goal in ways if origin == place], [n for way, n in ways.items() if way[0] == place])
        for place in places
    }

    def converted(without: str | None, walks: int = 50_000) -> float:
        at = np.full(walks, START, dtype=object)
        for _ in range(60):
            for place in places:
                here = np.flatnonzero(at == place)
                if place in (CONVERSION, NOTHING) or not len(here):
                    continue
                goals, counts = next_of[place]
                goal = rng.choice(np.array(goals, dtype=object), len(here), p=np.array(counts) / sum(counts))
                at[here] = np.where(goal == without, NOTHING, goal)
        return float((at == CONVERSION).mean())

    whole = converted(None)
    for channel, effect in effects.items():
        assert effect == pytest.approx(1 - converted(channel) / whole, abs=0.02)


@pytest.mark.parametrize(
    ("ways", "fault"),
    [
        ({(START, "a"): 1}, "no touch of a leads anywhere"),
        ({(START, "a"): 1, ("a", CONVERSION): 1, (CONVERSION, "a"): 1}, "begins at"),
        ({("a", START): 1, ("a", CONVERSION): 1}, "begins at"),
    ],
)
def test_paths_without_an_end_are_refused(ways: dict[tuple[str, str], float], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        removal_effects(ways)
