"""Lift against scipy on raw samples, at its edges, and in simulations whose truth is known."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite, sqrt

import numpy as np
import pytest
from scipy import stats

from roundtrip.measure.lift import Arm, Reason, Verdict, lift
from roundtrip.measure.lift.always_valid import multiple
from roundtrip.measure.lift.difference import difference


def arm(y, x=None, share=None) -> Arm:
    y = np.asarray(y, dtype=float)
    x = np.zeros_like(y) if x is None else np.asarray(x, dtype=float)
    return Arm(len(y), y.sum(), (y**2).sum(), x.sum(), (x**2).sum(), (x * y).sum(), share)


def binary(n: int, conversions: int, share: float | None = None) -> Arm:
    return Arm(n, conversions, conversions, expected_share=share)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(20261122)


@pytest.mark.parametrize(("n", "m"), [(900, 110), (7, 5)])
def test_it_is_welch_where_there_is_no_pre_period(random, n, m):
    treated, control = random.normal(12, 5, n), random.normal(11, 9, m)
    expected = stats.ttest_ind(treated, control, equal_var=False)
    interval = expected.confidence_interval(0.95)

    answer = lift(arm(treated), arm(control), nights=3)

    assert answer.diff == pytest.approx(treated.mean() - control.mean())
    assert (answer.ci_low, answer.ci_high) == pytest.approx((interval.low, interval.high))
    assert answer.p == pytest.approx(expected.pvalue)
    assert not answer.is_adjusted
    assert answer.incremental_total == pytest.approx(answer.diff * n)
    assert answer.incremental_high == pytest.approx(interval.high * n)


def test_with_a_pre_period_it_is_the_regression_on_arm_and_x(random):
    n, m = 4000, 500
    x = random.gamma(2, 10, n + m)
    is_treated = np.arange(n + m) < n
    y = 3 + 0.8 * x + 1.5 * is_treated + random.normal(0, 6, n + m)
    design = np.column_stack([np.ones(n + m), is_treated, x])
    coefficients, *_ = np.linalg.lstsq(design, y, rcond=None)
    # The regression's own standard error, robust to unequal variances (HC1)
    residuals = y - design @ coefficients
    bread = np.linalg.inv(design.T @ design)
    robust = bread @ (design.T * residuals**2) @ design @ bread * (n + m) / (n + m - 3)

    found = difference(arm(y[:n], x[:n]), arm(y[n:], x[n:]))

    assert found is not None
    assert found.is_adjusted
    assert found.diff == pytest.approx(coefficients[1])
    assert found.standard_error == pytest.approx(sqrt(robust[1, 1]), rel=0.01)
    plain = difference(arm(y[:n]), arm(y[n:]))
    assert plain is not None
    assert found.standard_error < 0.6 * plain.standard_error


def test_money_of_millions_of_people_keeps_its_digits():
    """Everybody spends a large amount give or take a cent: as floats the spread would be noise."""
    n, amount = 2_000_000, 90_000_000_01
    half = n // 2
    cents = Arm(n, half * (2 * amount + 1), half * (amount**2 + (amount + 1) ** 2))
    assert float(cents.spread_y) == pytest.approx(n / 4)


@pytest.mark.parametrize(
    ("treated", "control", "reason"),
    [
        (binary(0, 0), binary(0, 0), Reason.EMPTY_ARM),
        (binary(50, 3), binary(0, 0), Reason.EMPTY_ARM),
        (binary(1, 1), binary(1, 0), Reason.TOO_FEW_PEOPLE),
        (binary(900, 0), binary(100, 0), Reason.NO_VARIATION),
        (binary(900, 900), binary(100, 100), Reason.NO_VARIATION),
        (binary(900, 40), binary(100, 0), Reason.TOO_FEW_EVENTS),
        (binary(900, 40), binary(100, 4), Reason.TOO_FEW_EVENTS),
        (binary(900, 896), binary(100, 60), Reason.TOO_FEW_EVENTS),
        (Arm(900, 10**9, 10**18), Arm(100, 50_000, 26_000_000), Reason.TOO_FEW_EVENTS),
        (binary(900, 45), binary(100, 5), Reason.INCLUDES_ZERO),
    ],
)
def test_edges_are_inconclusive_with_their_reason_and_never_nan(treated, control, reason):
    answer = lift(treated, control, nights=1)
    assert (answer.verdict, answer.reason) == (Verdict.INCONCLUSIVE, reason)
    assert all(isfinite(v) for v in asdict(answer).values() if isinstance(v, float))


def test_better_worse_and_how_many_nights_more():
    assert lift(binary(9000, 900), binary(1000, 50), nights=3).verdict is Verdict.BETTER
    assert lift(binary(9000, 450), binary(1000, 100), nights=3).verdict is Verdict.WORSE
    leaning = lift(binary(900, 72), binary(100, 5), nights=3)
    assert leaning.verdict is Verdict.INCONCLUSIVE
    more = leaning.nights_needed
    assert more is not None
    grown = (3 + more) / 3
    assert (
        lift(binary(int(900 * grown), int(72 * grown) + 1), binary(int(100 * grown), int(5 * grown)), nights=3).reason
        is None
    )
    assert lift(binary(900, 45), binary(100, 5), nights=3).nights_needed is None, "no difference: no night is enough"


def test_a_clear_difference_is_seen_although_nobody_left_alone_converted():
    treated, control = binary(900, 100), binary(100, 0)
    found = difference(treated, control)
    everybody = np.repeat([1.0, 0.0], [100, 900])
    assert found is not None
    assert found.standard_error == pytest.approx(everybody.std(ddof=1) * sqrt(1 / 900 + 1 / 100))
    assert lift(treated, control, nights=3).verdict is Verdict.BETTER


def test_arms_of_a_size_nobody_drew_make_it_invalid():
    fair = lift(binary(9010, 900, 0.9), binary(990, 50, 0.1), nights=3)
    skewed = lift(binary(9200, 900, 0.9), binary(800, 50, 0.1), nights=3)
    assert fair.srm_p == pytest.approx(stats.chisquare([9010, 990], [9000, 1000]).pvalue)
    assert fair.verdict is Verdict.BETTER
    assert (skewed.verdict, skewed.reason) == (Verdict.INVALID, Reason.SAMPLE_RATIO)
    three = [binary(1000, 9, 1 / 3), binary(1010, 9, 1 / 3), binary(700, 9, 1 / 3)]
    assert lift(three[0], three[1], nights=3, all_arms=three).verdict is Verdict.INVALID
    assert lift(binary(9, 1, 0.9), binary(0, 0, 0.1), nights=1).srm_p is None, "too few for chi-square"


def test_the_interval_covers_the_truth_and_p_errs_as_often_as_it_says(random):
    rounds, n, m = 1500, 1800, 200
    treated = random.binomial(n, 0.16, rounds)
    control = random.binomial(m, 0.12, rounds)
    same = random.binomial(m, 0.16, rounds)
    found = [lift(binary(n, t), binary(m, c), nights=1) for t, c in zip(treated, control, strict=True)]
    null = [lift(binary(n, t), binary(m, c), nights=1) for t, c in zip(treated, same, strict=True)]
    coverage = np.mean([a.ci_low <= 0.04 <= a.ci_high for a in found])
    false_positives = np.mean([a.p < 0.05 for a in null])
    assert 0.935 <= coverage <= 0.965
    assert 0.035 <= false_positives <= 0.065


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_looking_every_night_errs_at_most_once_in_twenty(random, rate):
    """Forty looks at a campaign that does nothing: Welch's p errs far more often, the verdict does not."""
    rounds, nights, n, m = 250, 40, 180, 20
    treated = random.binomial(n, rate, (rounds, nights)).cumsum(axis=1)
    control = random.binomial(m, rate, (rounds, nights)).cumsum(axis=1)
    answers = [
        [
            lift(binary(n * k, int(t)), binary(m * k, int(c)), nights=k)
            for k, (t, c) in enumerate(zip(*row, strict=True), 1)
        ]
        for row in zip(treated[:, ::2], control[:, ::2], strict=True)
    ]
    fooled = np.mean([any(a.verdict in (Verdict.BETTER, Verdict.WORSE) for a in row) for row in answers])
    naive = np.mean([any(a.p is not None and a.p < 0.05 for a in row) for row in answers])
    assert fooled <= 0.05
    assert naive > 0.15


def test_few_large_amounts_do_not_fool_it_either(random):
    """Revenue of nine treated for each one left alone, from the same distribution: a few pay, some of them much."""
    rounds, nights, n, m = 150, 12, 900, 100
    paid = random.binomial(1, 0.06, (rounds, nights, n + m)) * random.lognormal(8, 0.8, (rounds, nights, n + m)).round()
    fooled = 0
    for round_ in paid:
        arms = [(round_[:k, :n].ravel(), round_[:k, n:].ravel()) for k in range(1, nights + 1)]
        fooled += any(lift(arm(t), arm(c), nights=1).verdict in (Verdict.BETTER, Verdict.WORSE) for t, c in arms)
    assert fooled / rounds <= 0.05


def test_the_always_valid_interval_is_the_one_of_the_paper():
    """Half-width of theorem 2.2 written out for t = 5000 and the ρ that is tightest at 2000."""
    t, alpha = 5000, 0.05
    rho2 = (-2 * np.log(alpha) + np.log(-2 * np.log(alpha) + 1)) / 2000
    half_width = np.sqrt(2 * (t * rho2 + 1) / (t**2 * rho2) * np.log(np.sqrt(t * rho2 + 1) / alpha))
    assert multiple(t) / np.sqrt(t) == pytest.approx(half_width)
    assert multiple(1e-3) > multiple(100) > multiple(2000) < multiple(1e7)
