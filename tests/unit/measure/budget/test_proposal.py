"""Shifts of budget: to whom, from whom, how much, and when none is proposed."""

from __future__ import annotations

import numpy as np
import pytest

from roundtrip.measure.budget.campaign_return import CampaignDays, Reason
from roundtrip.measure.budget.proposal import Advice, propose
from roundtrip.measure.budget.score import best_horizon


def campaign(name, slope, *, noise=20.0, scale=1.0, payers=200, days=30, seed=1):
    """A campaign that spends 1,000 a day, give or take 200, times `scale`."""
    rng = np.random.default_rng([seed, *name.encode()])
    spend = scale * rng.uniform(700, 1300, days)
    return CampaignDays(
        "p", name, np.arange(days, dtype=float), spend, slope * spend + 300 + rng.normal(0, noise, days), payers
    )


def advised(*campaigns):
    return {proposal.of.campaign: proposal for proposal in propose(campaigns)}


def test_money_goes_from_what_returns_less_to_what_returns_most():
    found = advised(campaign("good", 3.0, scale=2), campaign("poor", 0.5), campaign("middling", 1.5))
    assert {name: p.advice for name, p in found.items()} == {
        "good": Advice.MORE,
        "poor": Advice.LESS,
        "middling": Advice.LESS,
    }
    assert found["poor"].shift == -int(0.1 * found["poor"].of.daily_spend)
    assert sum(p.shift for p in found.values()) == 0


def test_the_gain_is_what_is_won_less_what_is_given_up():
    found = advised(campaign("good", 3.0), campaign("poor", 0.5))
    shift = found["good"].shift
    assert found["good"].gain.mid == pytest.approx(shift * (found["good"].marginal.mid - found["poor"].marginal.mid))
    low, high = found["good"].gain.interval()
    assert 0 < low < shift * 2.5 < high
    assert found["poor"].gain is None


def test_who_gets_grows_by_a_fifth_at_most():
    found = advised(campaign("small", 3.0, scale=0.1), campaign("large", 0.5), campaign("larger", 0.5, scale=4))
    got = found["small"].shift
    assert 0.19 * found["small"].of.daily_spend < got <= 0.2 * found["small"].of.daily_spend
    assert found["large"].shift + found["larger"].shift == -got
    assert found["larger"].shift < found["large"].shift < 0


def test_what_cannot_be_told_apart_keeps_its_money():
    found = advised(campaign("one", 1.2, noise=600), campaign("other", 1.0, noise=600))
    assert {(p.advice, p.reason) for p in found.values()} == {(Advice.KEEP, Reason.NOT_TOLD_APART)}
    assert {p.shift for p in found.values()} == {0}


def test_thin_evidence_neither_gives_nor_gets():
    found = advised(
        campaign("new", 9.0, days=10), campaign("good", 3.0), campaign("poor", 0.5), campaign("few", 0.1, payers=3)
    )
    assert (found["new"].advice, found["new"].reason, found["new"].marginal) == (
        Advice.TOO_THIN,
        Reason.TOO_FEW_DAYS,
        None,
    )
    assert (found["few"].shift, found["few"].reason) == (0, Reason.TOO_FEW_PAYERS)
    assert found["good"].shift == -found["poor"].shift > 0


def test_twins_are_seldom_told_apart_however_many_there_are():
    """Eight equal campaigns, 200 times: a shift among them is an error, which all pairs together may make one time in twenty."""
    wrong = sum(
        any(p.shift for p in propose([campaign(f"c{n}", 1.0, noise=200, seed=seed) for n in range(8)]))
        for seed in range(200)
    )
    assert wrong <= 16


def test_nothing_and_nobody_to_compare_with():
    assert propose([]) == []
    assert advised(campaign("only", 2.0))["only"].advice is Advice.KEEP


@pytest.mark.parametrize(
    ("days", "horizon"),
    [
        ({7: (30, 30), 30: (20, 14), 90: (14, 2)}, 30),
        ({7: (30, 30), 30: (13, 30)}, 7),
        ({7: (5, 5), 30: (2, 2)}, 7),
        ({}, 0),
    ],
)
def test_the_longest_horizon_at_which_two_can_be_compared(days, horizon):
    by_horizon = {
        h: [campaign(str(n), 1.0, days=count) for n, count in enumerate(counts)] for h, counts in days.items()
    }
    assert best_horizon(by_horizon) == horizon
