"""Lifetime value against what its authors published for the CDNOW sample (2,357 customers, 39 weeks)."""

from __future__ import annotations

from importlib.metadata import distribution

import numpy as np
import pandas as pd
import pytest

from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.gamma_gamma import GammaGamma
from roundtrip.measure.value.purchases import Purchases


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    found = distribution("lifetimes").locate_file("lifetimes/datasets/cdnow_customers_summary_with_transactions.csv")
    return pd.read_csv(str(found)).rename(columns={"x": "frequency", "t_x": "recency", "T": "age", "zbar": "spend"})


@pytest.fixture(scope="module")
def grouped(sample: pd.DataFrame) -> Purchases:
    counts = sample.groupby(["frequency", "recency", "age"]).size().reset_index(name="people")
    return Purchases(
        counts["frequency"].to_numpy(),
        counts["recency"].to_numpy(float),
        counts["age"].to_numpy(float),
        counts["people"].to_numpy(float),
    )


def test_bg_nbd_is_the_published_one(grouped: Purchases) -> None:
    model = BgNbd.of(grouped)

    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), rel=0.002)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert len(grouped) < grouped.total == 2357


def test_the_expectation_is_the_papers_example(grouped: Purchases) -> None:
    """x = 2, t_x = 30.43, T = 38.86: 1.226 purchases in the next 39 weeks."""
    customer = Purchases(np.array([2]), np.array([30.43]), np.array([38.86]), np.ones(1))

    assert BgNbd.of(grouped).expected(customer, 39) == pytest.approx(1.226, abs=0.0005)


def test_days_and_weeks_give_the_same_model(grouped: Purchases) -> None:
    in_days = Purchases(grouped.frequency, grouped.recency * 7, grouped.age * 7, grouped.people)
    weeks, days = BgNbd.of(grouped), BgNbd.of(in_days)

    assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx((weeks.r, weeks.alpha, weeks.a, weeks.b), rel=1e-4)
    assert days.expected(in_days, 70) == pytest.approx(weeks.expected(grouped, 10), rel=1e-3)


def test_gamma_gamma_is_the_published_one(sample: pd.DataFrame) -> None:
    model = GammaGamma.of(sample["frequency"].to_numpy(), sample["spend"].to_numpy(float))

    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.74, 15.44), rel=0.002)


def test_gamma_gamma_knows_no_currency(sample: pd.DataFrame) -> None:
    purchases, spend = sample["frequency"].to_numpy(), sample["spend"].to_numpy(float)
    dollars, cents = GammaGamma.of(purchases, spend), GammaGamma.of(purchases, spend * 100)

    assert (cents.p, cents.q, cents.v / 100) == pytest.approx((dollars.p, dollars.q, dollars.v), rel=1e-4)
