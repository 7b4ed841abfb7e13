"""Forecasts on customers whose true process is known, and on data no model can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from roundtrip.measure.value import cohorts
from roundtrip.measure.value.backtest import loses, scores
from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.cohorts import sums
from roundtrip.measure.value.estimate import Model, estimate, model
from roundtrip.measure.value.fit import NotFitted
from roundtrip.measure.value.future import Customers, totals
from roundtrip.measure.value.gamma_gamma import GammaGamma
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
    buying = BgNbd.of(known.customers.purchases)
    errors = np.sqrt(np.diag(buying.fitted.covariance))
    found = np.log([buying.r, buying.alpha, buying.a, buying.b])

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


def expected_of(customers: Customers, horizon: float) -> tuple[Model, np.ndarray]:
    """The model, and what each customer is expected to spend: customers × one horizon."""
    found = model(customers.purchases, customers.mean_spend)
    a_purchase = found.a_purchase(customers.purchases.frequency, customers.mean_spend)
    return found, (found.purchases(customers.purchases, horizon) * a_purchase)[:, None]


def test_eight_of_ten_intervals_hold_what_came() -> None:
    held = []
    for seed in range(12):
        shop_of_seed = shop(1500, seed=100 + seed)
        customers = shop_of_seed.customers
        low, high = np.quantile(sums(*interval(customers), [AHEAD], seed=seed)[:, :, 0], (0.1, 0.9), axis=0)
        came = np.bincount(customers.cohort, shop_of_seed.spent)
        held += ((low <= came) & (came <= high)).tolist()

    assert 0.65 <= np.mean(held) <= 0.95


def interval(customers: Customers) -> tuple[Model, Customers, np.ndarray]:
    found, expected = expected_of(customers, AHEAD)
    return found, customers, expected


def test_a_sample_of_a_cohort_says_what_all_of_it_says(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    of_all = sums(*interval(known.customers), [AHEAD])[:, :, 0]
    monkeypatch.setattr(cohorts, "MOST_DRAWN", 1000)
    of_some = sums(*interval(known.customers), [AHEAD])[:, :, 0]

    assert of_some.mean(axis=0) == pytest.approx(of_all.mean(axis=0), rel=0.02)
    relative = (of_some.std(axis=0) / of_all.std(axis=0)).mean()
    assert 0.7 < relative < 1.5  # a quarter of the people: without narrowing about twice as wide


def test_cohorts_add_up_whatever_is_drawn(known: Shop) -> None:
    found, customers, expected = interval(known.customers)

    assert sums(found, customers, expected, [AHEAD]).mean(axis=0).sum() == pytest.approx(expected.sum())


def test_the_model_beats_what_anybody_could_say(known: Shop) -> None:
    purchases = known.customers.purchases
    expected = model(purchases, known.customers.mean_spend).purchases(purchases, AHEAD)
    average = np.full(len(purchases), purchases.frequency.sum() / purchases.age.sum() * AHEAD)
    again = purchases.frequency * AHEAD / AGE
    ours, *naive = scores(known.bought, {"model": expected, "average": average, "again": again})

    assert not loses(ours, naive)
    assert loses(naive[0], [ours])
    assert abs(ours.bias) < 0.06
    assert sum(decile.people for decile in ours.calibration) == len(purchases)
    assert [d.predicted for d in ours.calibration] == sorted(d.predicted for d in ours.calibration)
    assert ours.calibration[-1].actual > 5 * ours.calibration[0].actual


def test_without_repeat_buyers_the_simpler_estimate_says_why() -> None:
    once = Purchases(np.zeros(500, int), np.zeros(500), np.full(500, 10.0), np.ones(500))
    found = estimate(once, np.zeros(500))

    assert (found.name, found.why) == ("average_rate", "0 customers bought again; the model needs 30")
    assert found.purchases(once, 30.0).sum() == 0
    assert found.p_alive(once) is None


def test_customers_of_one_history_are_one_group() -> None:
    one_by_one = Purchases(np.array([1, 0, 1, 1]), np.array([2.0, 0, 2, 3]), np.array([5.0, 5, 5, 5]), np.ones(4))
    grouped = one_by_one.grouped()

    rows = zip(grouped.frequency, grouped.recency, grouped.age, grouped.people, strict=True)
    assert sorted(rows) == [(0, 0.0, 5.0, 1.0), (1, 2.0, 5.0, 2.0), (1, 3.0, 5.0, 1.0)]
    assert len(one_by_one[:0].grouped()) == 0


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


def live(people: int, leaves: float, seed: int = 5) -> Customers:
    """Customers who all leave with the same chance after a purchase, watched for AGE."""
    rng = np.random.default_rng(seed)
    wished, last = rng.poisson(rng.gamma(R, 1 / ALPHA, people) * AGE), rng.geometric(max(leaves, 1e-9), people)
    frequency = np.minimum(wished, last)
    share = rng.beta(np.maximum(frequency, 1), np.maximum(wished - frequency + 1, 1))  # the n-th of m that lie evenly
    recency = np.where(frequency > 0, share * AGE, 0.0)
    purchases = Purchases(frequency, recency, np.full(people, AGE), np.ones(people))
    return Customers(purchases, rng.gamma(3, 5, people), np.zeros(people, int))


@pytest.mark.parametrize("leaves", [0.0, 0.3])
def test_where_all_are_alike_in_leaving_the_model_has_a_limit(leaves) -> None:
    """Nobody leaves, or everybody with the same chance: parameters run away, what they say does not."""
    customers = live(4000, leaves)
    found = model(customers.purchases, customers.mean_spend)
    expected = found.purchases(customers.purchases, AHEAD)
    drawn = totals(found.buying, found.spending, customers, [AHEAD], draws=100, seed=1)
    each = expected * found.a_purchase(customers.purchases.frequency, customers.mean_spend)

    assert found.buying.a / (found.buying.a + found.buying.b) == pytest.approx(leaves, abs=0.03)
    assert np.isfinite(expected).all()
    assert drawn.mean() == pytest.approx(each.sum(), rel=0.05)
    assert drawn.std() < 0.2 * drawn.mean()


def test_a_thousand_purchases_do_not_overflow(known: Shop) -> None:
    buying = BgNbd.of(known.customers.purchases)
    busy = Purchases(np.array([1000]), np.array([AGE]), np.array([AGE]), np.ones(1))

    assert 0 < buying.expected(busy, AHEAD)[0] < 1000
    assert buying.p_alive(busy)[0] > 0.99
