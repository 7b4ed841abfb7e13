"""How fast a provider may be called, by a clock that the test moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundtrip.channels.pace import Pace

REST = timedelta(seconds=30)
QUOTA = 600_000  # a minute


class Clock:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


def well_known(clock, quota=QUOTA):
    """A pace that many calls have gone well at."""
    pace = Pace(quota, clock)
    for _ in range(100_000):
        pace.went_well()
    return pace


def run(pace, clock, seconds, step=0.01):
    """Calls begun in so many seconds by somebody who always has more."""
    begun = 0
    for _ in range(round(seconds / step)):
        clock.seconds += step
        room = pace.room(0)
        pace.take(room)
        begun += room
    return begun


def test_it_begins_at_a_tenth_and_reaches_the_quota_in_a_minute(clock):
    pace = well_known(clock)
    assert run(pace, clock, 1) == pytest.approx(1083, rel=0.05)
    run(pace, clock, 60)
    assert run(pace, clock, 10) == pytest.approx(100_000, rel=0.01)


@pytest.mark.parametrize("quota", [1, 59, 600, QUOTA])
def test_never_more_than_the_quota_in_a_minute(clock, quota):
    pace = well_known(clock, quota)
    run(pace, clock, 120)
    assert run(pace, clock, 60) <= max(quota, 60) + 1


def test_a_pause_of_ours_is_no_credit(clock):
    pace = well_known(clock)
    run(pace, clock, 60)
    clock.seconds += 3600
    assert pace.room(0) <= 1000  # a tenth of a second


def test_too_many_halves_it_once_for_all_that_were_on_their_way(clock):
    pace = well_known(clock)
    run(pace, clock, 60)
    begun_at = clock.seconds
    clock.seconds += 0.05
    for _ in range(500):
        pace.went_ill(begun_at, REST)
    assert pace.per_second == pytest.approx(5000)
    assert pace.rest() is None
    assert run(pace, clock, 1) == pytest.approx(5000, rel=0.1)


def test_where_half_of_half_is_too_much_as_well_it_rests(clock):
    pace = well_known(clock)
    for _ in range(3):
        assert pace.rest() is None
        pace.went_ill(clock.seconds, REST)
        clock.seconds += 0.1
    assert pace.rest() == REST - timedelta(seconds=0.1)
    assert pace.room(0) == 0
    clock.seconds += 30
    assert pace.rest() is None
    assert run(pace, clock, 0.01) <= 32  # it begins anew


def test_after_a_rest_one_complaint_is_enough(clock):
    pace = well_known(clock)
    for _ in range(4):
        pace.went_ill(clock.seconds, REST)
        clock.seconds += 31
    assert pace.rest() is None
    pace.went_ill(clock.seconds, REST)
    assert pace.rest() == REST


def test_a_complaint_among_good_answers_only_slows(clock):
    pace = well_known(clock)
    for _ in range(20):
        pace.went_ill(clock.seconds, REST)
        clock.seconds += 5
        for _ in range(50):
            pace.went_well()
        assert pace.rest() is None


def test_a_stranger_gets_few_calls_at_a_time_and_more_with_each_answer(clock):
    pace = Pace(QUOTA * 100, clock)
    clock.seconds += 1
    assert pace.room(0) == 32
    assert pace.room(32) == 0
    for _ in range(32):
        pace.went_well()
    assert pace.room(0) == 64


def test_it_never_stands_still_for_good(clock):
    pace = well_known(clock)
    for _ in range(50):
        clock.seconds += 11
        pace.went_ill(clock.seconds, REST)
    assert pace.per_second >= 1
    clock.seconds += 31
    while room := pace.room(0):
        pace.take(room)
    assert 0 < pace.wait() <= 1


def test_workers_come_to_share_a_quota(clock):
    """Two that do not talk to each other, one of them with a head start, under a provider that refuses what is above its quota."""
    first, second = well_known(clock), well_known(clock)
    run(first, clock, 60)
    second.room(0)
    sums = [0, 0]
    for second_number in range(600):
        begun_at = clock.seconds
        rates = [run_one(pace) for pace in (first, second)]
        clock.seconds += 0.1
        if sum(rates) > QUOTA / 600:
            for pace in (first, second):
                pace.went_ill(begun_at, timedelta())
        if second_number >= 300:
            sums = [total + rate for total, rate in zip(sums, rates, strict=True)]
    assert 0.8 < sums[0] / sums[1] < 1.25
    assert sum(sums) > 0.5 * QUOTA / 2


def run_one(pace):
    room = pace.room(0)
    pace.take(room)
    for _ in range(room):
        pace.went_well()
    return room
