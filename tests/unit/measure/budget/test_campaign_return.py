"""Returns of campaigns: against numbers worked out by another library, and against days whose truth was made up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from roundtrip.measure.budget.campaign_return import CampaignDays, Reason, average_return, marginal_return

SPEND = np.array([100, 120, 90, 130, 110, 150, 80, 140, 105, 95, 125, 115, 135, 85], dtype=float)
NOISE = np.array([3, -2, 5, -4, 1, 2, -6, 4, -1, -3, 6, -5, 0, 0], dtype=float)


def days(spend=SPEND, value=None, payers=100):
    made = 2 * spend + 50 + NOISE[: len(spend)] if value is None else value
    return CampaignDays("p", "c", np.arange(len(spend), dtype=float), spend, made, payers)


def textbook():
    """Slope and HC3 error by the matrices: value on a constant, the day and the spend."""
    made = np.column_stack([np.ones_like(SPEND), days().day, SPEND])
    bread = np.linalg.inv(made.T @ made)
    found = bread @ made.T @ days().value
    scale = (days().value - made @ found) / (1 - np.diag(made @ bread @ made.T))
    return found[2], np.sqrt((bread @ made.T @ np.diag(scale**2) @ made @ bread)[2, 2])


def test_slope_and_error_are_those_of_the_textbook():
    found = marginal_return(days())
    assert (found.mid, found.error) == pytest.approx(textbook())
    assert found.freedom == len(SPEND) - 3


def test_a_launch_that_fades_does_not_pass_for_return():
    """Spend and value fall together day by day; a unit of money more brings nothing beside."""
    fading = np.arange(30, 0, -1, dtype=float)
    spend = 100 + 10 * fading + np.tile([20.0, -20.0, 0.0], 10)
    found = marginal_return(days(spend, 500 * fading))
    assert found.mid == pytest.approx(0, abs=1e-9)
    assert stats.linregress(spend, 500 * fading).slope > 30


def test_average_and_marginal_return_differ_where_some_value_comes_anyway():
    assert average_return(days()).mid == pytest.approx(days().value.sum() / SPEND.sum())
    assert average_return(days()).mid > marginal_return(days()).mid


def test_days_that_all_return_the_same_leave_no_doubt_about_the_average():
    found = average_return(days(value=3 * SPEND))
    assert (found.mid, found.error) == (pytest.approx(3), pytest.approx(0))


@pytest.mark.parametrize(("estimate", "truth"), [(average_return, 2 + 50 / 110), (marginal_return, 2)])
def test_intervals_hold_the_truth_as_often_as_they_say(estimate, truth):
    """Days that scatter the more the more is spent, as money does. 400 histories of six weeks: 95 % give or take 3.

    Where single large orders make the days, as scatter with the skew of an exponential does, it is 90 %.
    """
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(400):
        spend = rng.uniform(60, 160, 42)
        value = 2 * spend + 50 + spend * rng.gamma(4, 1 / 4, 42) - spend
        low, high = estimate(days(spend, value)).interval()
        held += low <= truth <= high
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("thin", "given"),
    [
        (Reason.TOO_FEW_DAYS, {"spend": SPEND[:13]}),
        (Reason.TOO_FEW_PAYERS, {"payers": 29}),
        (Reason.SPEND_HARDLY_VARIES, {"spend": np.full(14, 100.0)}),
        (Reason.SPEND_HARDLY_VARIES, {"spend": np.array([100.0] * 7 + [900.0] + [100.0] * 6)}),
        (None, {}),
    ],
)
def test_what_cannot_tell_says_why(thin, given):
    assert days(**given).thin() is thin


def test_nothing_spent_returns_nothing_that_can_be_said():
    assert average_return(days(np.zeros(14), np.zeros(14))) is None
