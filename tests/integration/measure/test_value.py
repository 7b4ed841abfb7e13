"""The step `value`: customers' histories in, predictions and answers out, and a second run that changes nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from roundtrip.db import Role
from roundtrip.measure.value.score import score

AS_OF = date(2026, 11, 12)
HISTORY = """
    create table marts.int_purchase_history (
        cutoff text, person_id bigint, cutoff_on date, held_back_days integer, first_on date, frequency bigint, recency_days integer,
        age_days integer, mean_spend_minor numeric, later_purchases bigint, later_spend_minor numeric, source_type text,
        partner text, campaign text, cohort_week date
    )
"""
INSERT = """
    insert into marts.int_purchase_history (
        cutoff, person_id, held_back_days, frequency, recency_days, age_days, mean_spend_minor, later_purchases, later_spend_minor,
        source_type, partner, campaign, cohort_week
    ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def customers(cutoff: str, people: int, held_back: int) -> list[tuple]:
    """Of a shop that lives as the model says; every third came by an advertisement."""
    rng = np.random.default_rng(people)
    age = rng.integers(20, 90, people)
    wished, last = rng.poisson(rng.gamma(0.8, 1 / 12, people) * age), rng.geometric(rng.beta(0.9, 4, people))
    frequency = np.minimum(np.minimum(wished, last), age)
    recency = np.where(frequency, np.maximum(np.ceil(age * rng.beta(np.maximum(frequency, 1), 1)), frequency), 0)
    mean = np.where(frequency, rng.gamma(6, 600, people), np.nan)
    later = np.where(held_back, rng.poisson(0.4, people), 0)
    return [
        (
            cutoff, person, held_back, int(frequency[person]), int(min(recency[person], age[person])), int(age[person]),
            None if np.isnan(mean[person]) else float(mean[person]), int(later[person]), float(later[person] * 3000),
            *(("organic", None, None) if person % 3 else ("paid", "meta", "autumn")), date(2026, 8, 3 if person % 2 else 10),
        )
        for person in range(people)
    ]  # fmt: skip


@pytest.fixture
def shop(act_as):
    def open_with(people: int):
        db = act_as(Role.TRANSFORMER)
        db.execute("create schema if not exists marts")
        db.execute(HISTORY)
        rows = [*customers("tonight", people, 0), *customers("backtest", people * 2 // 3, 10)]
        with db.cursor() as cursor:
            cursor.executemany(INSERT, rows) if rows else None
        return db

    return open_with


def predicted(db):
    return db.execute("select * from raw.person_value order by as_of, person_id").fetchall()


def answers(db):
    return db.execute("select scorer, subject, answer from raw.scores order by scorer, subject::text").fetchall()


def test_every_customer_is_scored_and_a_second_run_changes_nothing(shop):
    db = shop(1500)
    score(AS_OF)
    first = predicted(db), answers(db)
    score(AS_OF)

    assert (predicted(db), answers(db)) == first
    (people, alive, spend), *_ = db.execute(
        "select count(*), count(p_alive), sum(value_90_minor) from raw.person_value"
    ).fetchall()
    assert (people, alive) == (1500, 1500)
    for level in ("total", "source_type", "campaign", "cohort_week", "cohort"):
        parts = [a for scorer, s, a in first[1] if scorer == "value_cohort" and s["level"] == level]
        assert sum(part["value_90_mid_minor"] for part in parts) == pytest.approx(spend)
        assert sum(part["customers"] for part in parts) == 1500
        assert all(p["value_90_low_minor"] < p["value_90_mid_minor"] < p["value_90_high_minor"] for p in parts)


def test_each_source_with_buyers_enough_has_a_model_of_its_own(shop):
    db = shop(1500)
    score(AS_OF)

    models = {s["fitted_to"]: a for scorer, s, a in answers(db) if scorer == "value_model"}
    assert models["all"]["is_converged"]
    assert models["organic"]["speaks"] == "organic"
    assert models["paid"]["speaks"] in {"paid", "all"}
    assert models["all"]["customers"] == models["organic"]["customers"] + models["paid"]["customers"]
    judged = [(s["measure"], s["forecast"]) for scorer, s, _ in answers(db) if scorer == "value_backtest"]
    assert len(judged) == len(set(judged)) == 6


def test_the_night_before_stays_and_older_ones_go(shop):
    db = shop(60)
    for day in (10, 11, 12):
        score(AS_OF.replace(day=day))
    nights = db.execute("select distinct as_of from raw.person_value order by 1").fetchall()
    assert [night.day for (night,) in nights] == [11, 12]


@pytest.mark.parametrize("people", [0, 3])
def test_too_few_customers_have_the_simpler_estimate_and_its_reason(shop, people):
    db = shop(people)
    score(AS_OF)

    (model,) = [a for scorer, s, a in answers(db) if scorer == "value_model" and s["fitted_to"] == "all"]
    assert (model["model"], model["is_converged"]) == ("average_rate", False)
    assert "customers bought again; the model needs 30" in model["why"]
    assert len(predicted(db)) == people
    assert all(a["value_90_low_minor"] is None for scorer, _, a in answers(db) if scorer == "value_cohort")
