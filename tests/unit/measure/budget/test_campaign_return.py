"""Returns of campaigns: against numbers worked out by another library, and against days whose truth was made up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from roundtrip.measure.budget.campaign_return import CampaignDays, Reason, average_return, marginal_return

SPEND = np.array([100, 120, 90, 130, 110, 150, 80, 140, 105, 95, 125, 115, 135, 85], dtype=float)
NOISE = np.array([3, -2, 5, -4, 1, 2, -6, 4, -1, -3, 6, -5, 0, 0], dtype=float)


def days(spend=SPEND, value=None, payers=100):
    return CampaignDays("p", "c", spend, 2 * spend + 50 + NOISE[: len(spend)] if value is None else value, payers)


def test_the_slope_is_that_of_least_squares():
    found = marginal_return(days())
    assert found.mid == pytest.approx(stats.linregress(SPEND, days().value).slope)
    assert found.freedom == len(SPEND) - 2


def test_its_error_is_hc3_by_the_matrices_of_the_textbook():
    made = np.column_stack([np.ones_like(SPEND), SPEND])
    bread = np.linalg.inv(made.T @ made)
    apart = days().value - made @ (bread @ made.T @ days().value)
    leverage = np.diag(made @ bread @ made.T)
    sandwich = bread @ made.T @ np.diag((apart / (1 - leverage)) ** 2) @ made @ bread
    assert marginal_return(days()).error == pytest.approx(np.sqrt(sandwich[1, 1]))


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
        (Reason.SPEND_HARDLY_VARIES, {"spend": np.array([100.0] * 13 + [900.0])}),
        (None, {}),
    ],
)
def test_what_cannot_tell_says_why(thin, given):
    assert days(**given).thin() is thin


def test_nothing_spent_returns_nothing_that_can_be_said():
    assert average_return(days(np.zeros(14), np.zeros(14))) is None
