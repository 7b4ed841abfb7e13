"""The answer to one comparison: difference, intervals, and a verdict a person may act on.

The verdict comes from the always-valid interval, because the report is read every night: acting on the first night
whose ordinary 95 % interval leaves out zero would declare every second dud a success within some weeks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from roundtrip.measure.lift.always_valid import multiple
from roundtrip.measure.lift.arm import Arm
from roundtrip.measure.lift.difference import Difference, difference
from roundtrip.measure.lift.sample_ratio import MISMATCH_BELOW, sample_ratio_p

MINIMUM_EVENTS = 5
"""Events (Arm.events) to be expected in the smaller arm, if the arms did not differ, before any verdict: with fewer
the means are not near enough to normal."""
LONGEST_WAIT = 365
"""Nights; a difference that needs longer to show is not worth waiting for, and none is named."""


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


class Reason(StrEnum):
    """Why a verdict is neither better nor worse."""

    SAMPLE_RATIO = "sample_ratio"  # the arms are not as large as they were drawn
    EMPTY_ARM = "empty_arm"
    TOO_FEW_PEOPLE = "too_few_people"  # one person in an arm
    NO_VARIATION = "no_variation"  # everybody did the same: nobody converted, or all did
    TOO_FEW_EVENTS = "too_few_events"
    INCLUDES_ZERO = "includes_zero"


@dataclass(frozen=True)
class Answer:
    """Treated against control. Means, diff and intervals are per person in the metric's unit; None is not known."""

    n_treated: int
    n_control: int
    mean_treated: float | None
    mean_control: float | None
    diff: float | None
    ci_low: float | None
    ci_high: float | None
    always_low: float | None
    always_high: float | None
    p: float | None
    is_adjusted: bool
    """Whether diff allows for what people did before (CUPED); then it is not mean_treated − mean_control."""
    incremental_total: float | None
    incremental_low: float | None
    incremental_high: float | None
    srm_p: float | None
    verdict: Verdict
    reason: Reason | None
    nights_needed: int | None
    """More nights at this pace until a difference like this one would be proven; only with `inconclusive`."""


def lift(treated: Arm, control: Arm, *, nights: int, all_arms: Sequence[Arm] | None = None) -> Answer:
    """Judge treated against control after `nights` nights.

    `all_arms` are the arms of the draw, for the sample ratio, where there are more than these two.
    """
    found = difference(treated, control)
    srm_p = sample_ratio_p(all_arms or (treated, control))
    verdict, reason = _verdict(treated, control, found, srm_p)
    is_waiting = verdict is Verdict.INCONCLUSIVE and found is not None
    low, high = found.interval() if found else (None, None)
    always_low, always_high = _always_valid(treated, control, found) if found else (None, None)
    diff = found.diff if found else _plain_difference(treated, control)
    return Answer(
        n_treated=treated.n,
        n_control=control.n,
        mean_treated=treated.mean_y,
        mean_control=control.mean_y,
        diff=diff,
        ci_low=low,
        ci_high=high,
        always_low=always_low,
        always_high=always_high,
        p=found.p if found else None,
        is_adjusted=found is not None and found.is_adjusted,
        incremental_total=_times(diff, treated.n),
        incremental_low=_times(low, treated.n),
        incremental_high=_times(high, treated.n),
        srm_p=srm_p,
        verdict=verdict,
        reason=reason,
        nights_needed=_nights_needed(treated, control, found, nights) if is_waiting and found else None,
    )


def _verdict(
    treated: Arm, control: Arm, found: Difference | None, srm_p: float | None
) -> tuple[Verdict, Reason | None]:
    if srm_p is not None and srm_p < MISMATCH_BELOW:
        return Verdict.INVALID, Reason.SAMPLE_RATIO
    smallest = min(treated.n, control.n)
    if smallest < 2:  # noqa: PLR2004
        return Verdict.INCONCLUSIVE, Reason.TOO_FEW_PEOPLE if smallest else Reason.EMPTY_ARM
    if found is None:
        return Verdict.INCONCLUSIVE, Reason.NO_VARIATION
    if _expected_events(treated, control) < MINIMUM_EVENTS:
        return Verdict.INCONCLUSIVE, Reason.TOO_FEW_EVENTS
    low, high = _always_valid(treated, control, found)
    if low <= 0 <= high:
        return Verdict.INCONCLUSIVE, Reason.INCLUDES_ZERO
    return (Verdict.BETTER if low > 0 else Verdict.WORSE), None


def _always_valid(treated: Arm, control: Arm, found: Difference) -> tuple[float, float]:
    margin = multiple(treated.n + control.n) * found.cautious_error
    return found.diff - margin, found.diff + margin


def _nights_needed(treated: Arm, control: Arm, found: Difference, nights: int) -> int | None:
    """The first later night on which arms that grow at today's pace would prove a difference of today's size."""
    events = _expected_events(treated, control)
    people = treated.n + control.n

    def is_proven(more: int) -> bool:
        growth = (nights + more) / max(nights, 1)
        margin = multiple(people * growth) * found.cautious_error / sqrt(growth)
        return abs(found.diff) > margin and events * growth >= MINIMUM_EVENTS

    waits = range(1, LONGEST_WAIT + 1)
    first = bisect_left(waits, True, key=is_proven)
    return waits[first] if first < len(waits) else None


def _expected_events(treated: Arm, control: Arm) -> float:
    """In the smaller arm, if the arms did not differ."""
    both = treated + control
    return both.events * min(treated.n, control.n) / both.n


def _plain_difference(treated: Arm, control: Arm) -> float | None:
    if treated.mean_y is None or control.mean_y is None:
        return None
    return treated.mean_y - control.mean_y


def _times(per_person: float | None, people: int) -> float | None:
    return None if per_person is None else per_person * people
