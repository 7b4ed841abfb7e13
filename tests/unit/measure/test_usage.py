"""Usage at a glance: what is shown, and what is left out because it would mislead."""

from __future__ import annotations

import pytest

from roundtrip.measure.report import usage


def test_figures_are_of_the_newest_day_week_and_month(one_night):
    day, week, month, session = usage.figures(one_night)
    assert day[1:] == (f"{one_night['usage'][-1]['active_people']:,}", "160 new")
    assert week == ("This week", "9,000", "after 2 days of 7")
    assert month == ("This month", "9,000", "30 % of them on a day (stickiness)")
    assert session == ("A session", "2.5 min", "5.6 a person this month")


@pytest.mark.parametrize("gone", ["usage", "usage_periods"])
def test_nothing_is_shown_where_nothing_is_known(one_night, gone):
    assert usage.figures({**one_night, gone: []}) == []


def test_a_month_without_sessions_has_no_figures(one_night):
    idle = [row | {"sessions": 0, "active_people": 0} for row in one_night["usage_periods"]]
    assert usage.figures({**one_night, "usage_periods": idle}) == []


def test_stickiness_of_nobody_is_nothing():
    assert usage.stickiness({"days": 7, "active_people": 0, "active_days": 0}) == 0


def test_a_week_that_is_not_over_is_not_drawn(one_night):
    headings = dict(usage.plots(one_night))
    assert list(headings) == ["People active in the app", "Sessions", "People active in a week", "Stickiness, by week"]
    assert "2 Nov" in headings["People active in a week"]
    assert "9 Nov" not in headings["People active in a week"]


def test_two_weeks_make_no_line(one_night):
    few = {**one_night, "usage_periods": one_night["usage_periods"][:2]}
    assert list(dict(usage.plots(few))) == ["People active in the app", "Sessions"]
