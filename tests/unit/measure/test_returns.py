"""Who comes back and how far people get, as the page shows it."""

from __future__ import annotations

import pytest

from roundtrip.measure.report import returns


def test_the_curve_says_its_last_shares(one_night):
    drawn = returns.retention(one_night["retention"])
    assert drawn is not None
    assert "after 30 days: on the very day 10 %; then or later 29 %" in drawn


@pytest.mark.parametrize("rows", [[], [{"day_number": 1, "people": 4, "returned": 1, "returned_later": 2}]])
def test_one_day_makes_no_curve(rows):
    assert returns.retention(rows) is None


def test_a_step_is_a_share_of_all_entries(one_night):
    [(name, bars)] = returns.funnels(one_night["funnels"])
    assert name == "first purchase"
    assert [(bar.label, bar.reached, round(bar.share, 2)) for bar in bars] == [
        ("installed", 9_000, 1.0),
        ("filled cart", 4_700, 0.52),
        ("bought", 1_800, 0.2),
    ]


def test_funnels_stay_apart_and_those_nobody_entered_are_left_out(one_night):
    empty = [row | {"funnel": "visit", "entered": 0, "reached": 0} for row in one_night["funnels"]]
    other = [row | {"funnel": "help"} for row in one_night["funnels"]]
    assert [name for name, _ in returns.funnels([*one_night["funnels"], *other, *empty])] == ["first purchase", "help"]
