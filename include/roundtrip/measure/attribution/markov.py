"""The removal effect of each channel: the share of conversions that a chain of touches loses without it.

Anderl, Becker, von Wangenheim, Schumann, "Mapping the Customer Journey: Lessons Learned from Graph-Based Online Attribution
Modeling", IJRM 33 (2016), of first order. The chain is counted by SQL over all paths, converted or not; what is left for
Python is one small linear system a channel.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

START, CONVERSION, NOTHING = "(start)", "(conversion)", "(nothing)"
"""Where every path begins, and the two ways it ends."""

Transitions = Mapping[tuple[str, str], float]
"""How many times a touch of one channel was followed by one of another, START and the ends among them."""


def removal_effects(transitions: Transitions) -> dict[str, float]:
    """By channel, 0 to 1. A touch followed by one of its own channel tells nothing about the way, and is not counted.

    Raises ValueError where a path ends without an end, or goes on after one.
    """
    between = {way: count for way, count in transitions.items() if way[0] != way[1] and count > 0}
    channels = sorted({place for way in between for place in way} - {START, CONVERSION, NOTHING})
    _refuse_open_ends(between, channels)
    moves, arrivals = _chances(between, [START, *channels])
    whole = _conversion(moves, arrivals)
    if whole == 0:
        return dict.fromkeys(channels, 0.0)
    return {channel: 1 - _without(moves, arrivals, nth) / whole for nth, channel in enumerate(channels, 1)}


def _refuse_open_ends(between: Transitions, channels: list[str]) -> None:
    onward = {place for place, _ in between}
    if open_ends := [channel for channel in channels if channel not in onward]:
        raise ValueError(f"no touch of {', '.join(open_ends)} leads anywhere; count how paths end, too")
    if onward & {CONVERSION, NOTHING} or any(place == START for _, place in between):
        raise ValueError(f"a path begins at {START} and stops at {CONVERSION} or {NOTHING}")


def _chances(between: Transitions, places: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From each place: the chance of each place next, and of conversion next."""
    position = {place: nth for nth, place in enumerate(places)}
    moves, arrivals, total = np.zeros((len(places), len(places))), np.zeros(len(places)), np.zeros(len(places))
    for (origin, goal), count in between.items():
        total[position[origin]] += count
        if goal in position:
            moves[position[origin], position[goal]] = count
        elif goal == CONVERSION:
            arrivals[position[origin]] = count
    total[total == 0] = 1
    return moves / total[:, None], arrivals / total


def _conversion(moves: NDArray[np.float64], arrivals: NDArray[np.float64]) -> float:
    """The chance that a path from START ends in conversion."""
    return float(np.linalg.solve(np.eye(len(moves)) - moves, arrivals)[0])


def _without(moves: NDArray[np.float64], arrivals: NDArray[np.float64], channel: int) -> float:
    """The same where whoever comes to the channel is lost."""
    left = moves.copy()
    left[:, channel] = 0
    return _conversion(left, arrivals)
