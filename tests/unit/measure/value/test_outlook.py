"""Forecasts on customers whose true process is known, and on data no model can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from roundtrip.measure.value.backtest import loses, scores
from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.fit import NotFitted
from roundtrip.measure.value.future import Customers, totals
from roundtrip.measure.value.gamma_gamma import GammaGamma
from roundtrip.measure.value.outlook import AVERAGE_RATE, MODEL, outlook
from roundtrip.measure.value.purchases import Purchases

R, ALPHA, A, B = 0.8, 6.0, 0.9, 2.5
P, Q, V = 5.0, 4.0, 20.0
AGE, AHEAD = 30.0, 15.0


@dataclass(frozen=True)
class Shop:
    customers: Customers
    bought: np.ndarray
    """Purchases within AHEAD from now."""
    spent: np.ndarray


def shop(people: int, seed: int) -> Shop:
    """Customers who live as the models say, watched for AGE and then for AHEAD."""
    rng = np.random.default_rng(seed)
    rate, leaves = rng.gamma(R, 1 / ALPHA, people), rng.beta(A, B, people)
    mean_is, frequency, recency, spend, bought, spent = rng.gamma(Q, 1 / V, people), [], [], [], [], []
    for person in range(people):
        at, times = 0.0, []
        while at <= AGE + AHEAD:
            at += rng.exponential(1 / rate[person])
            if at > AGE + AHEAD:
                break
            times.append(at)
            if rng.random() < leaves[person]:
                break
        money = rng.gamma(P, 1 / mean_is[person], len(times))
        seen = sum(time <= AGE for time in times)
        frequency.append(seen)
        recency.append(times[seen - 1] if seen else 0.0)
        spend.append(money[:seen].mean() if seen else 0.0)
        bought.append(len(times) - seen)
        spent.append(money[seen:].sum())
    purchases = Purchases(np.array(frequency), np.array(recency), np.full(people, AGE), np.ones(people))
    cohorts = np.arange(people) % 4
    return Shop(Customers(purchases, np.array(spend), cohorts), np.array(bought, float), np.array(spent))


@pytest.fixture(scope="module")
def known() -> Shop:
    return shop(6000, seed=3)


def test_the_process_is_found_again(known: Shop) -> None:
    model = BgNbd.of(known.customers.purchases)
    errors = np.sqrt(np.diag(model.fitted.covariance))
    found = np.log([model.r, model.alpha, model.a, model.b])

    assert np.all(np.abs(found - np.log([R, ALPHA, A, B])) < 3 * errors)
    assert errors.max() < 0.5


def test_futures_agree_with_the_closed_form(known: Shop) -> None:
    customers, purchases = known.customers, known.customers.purchases
    buying = BgNbd.of(purchases)
    spending = GammaGamma.of(purchases.frequency, customers.mean_spend)
    drawn = totals(buying, spending, customers, [AHEAD / 3, AHEAD], draws=300, seed=1)

    for nth, horizon in enumerate((AHEAD / 3, AHEAD)):
        each = buying.expected(purchases, horizon) * spending.expected(purchases.frequency, customers.mean_spend)
        assert drawn[:, :, nth].mean(axis=0) == pytest.approx(np.bincount(customers.cohort, each), rel=0.03)


def test_eight_of_ten_intervals_hold_what_came() -> None:
    held = []
    for seed in range(12):
        shop_of_seed = shop(1500, seed=100 + seed)
        expected = outlook(shop_of_seed.customers, [AHEAD], seed)
        assert expected.model == MODEL
        came = np.bincount(shop_of_seed.customers.cohort, shop_of_seed.spent)
        low, _, high = np.moveaxis(expected.cohorts[:, 0], -1, 0)
        held += ((low <= came) & (came <= high)).tolist()

    assert 0.65 <= np.mean(held) <= 0.95


def test_the_model_beats_what_anybody_could_say(known: Shop) -> None:
    purchases = known.customers.purchases
    expected = outlook(known.customers, [AHEAD]).purchases[AHEAD]
    average = np.full(len(purchases), purchases.frequency.sum() / purchases.age.sum() * AHEAD)
    again = purchases.frequency * AHEAD / AGE
    model, *naive = scores(known.bought, {"model": expected, "average": average, "again": again})

    assert not loses(model, naive)
    assert loses(naive[0], [model])
    assert abs(model.bias) < 0.06
    assert sum(decile.people for decile in model.calibration) == len(purchases)
    assert [d.predicted for d in model.calibration] == sorted(d.predicted for d in model.calibration)
    assert model.calibration[-1].actual > 5 * model.calibration[0].actual


def test_without_repeat_buyers_the_simpler_estimate_says_why() -> None:
    once = Purchases(np.zeros(500, int), np.zeros(500), np.full(500, 10.0), np.ones(500))
    expected = outlook(Customers(once, np.zeros(500), np.zeros(500, int)), [30.0])

    assert (expected.model, expected.why) == (AVERAGE_RATE, "0 customers bought again; the model needs 30")
    assert expected.value[30.0].sum() == 0
    assert (expected.p_alive, expected.cohorts) == (None, None)


def test_negative_money_is_refused() -> None:
    with pytest.raises(NotFitted, match="subtract refunds"):
        GammaGamma.of(np.full(100, 2), np.full(100, -1.0))


def test_customers_who_never_leave_and_never_differ_are_no_model() -> None:
    """All alike: the heterogeneity the model looks for is nowhere, and it says so."""
    alike = Purchases(np.full(400, 10), np.full(400, 29.0), np.full(400, 30.0), np.ones(400))

    with pytest.raises(NotFitted, match=r"infinity|flat|converge"):
        BgNbd.of(alike)


@pytest.mark.parametrize(
    ("frequency", "recency", "age", "fault"),
    [(1, 5.0, 4.0, "in the future"), (0, 1.0, 4.0, "recency is 0"), (-1, 0.0, 4.0, "not negative")],
)
def test_histories_that_cannot_be_are_refused(frequency, recency, age, fault) -> None:
    with pytest.raises(ValueError, match=fault):
        Purchases(np.array([frequency]), np.array([recency]), np.array([age]), np.ones(1))


def test_a_thousand_purchases_do_not_overflow(known: Shop) -> None:
    model = BgNbd.of(known.customers.purchases)
    busy = Purchases(np.array([1000]), np.array([AGE]), np.array([AGE]), np.ones(1))

    assert 0 < model.expected(busy, AHEAD)[0] < 1000
    assert model.p_alive(busy)[0] > 0.99
