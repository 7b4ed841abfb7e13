"""Numbers, money and findings as a person reads them."""

from __future__ import annotations

import pytest

from roundtrip.measure.report import words
from roundtrip.measure.report.flow import flow
from roundtrip.measure.report.sentences import finding, variant_finding

ANSWER = {
    "campaign_id": "win_back", "comparison": "holdout", "metric": "conversions", "variant": "plain", "baseline": "offer",
    "verdict": "better", "reason": None, "incremental_total": 31.2, "incremental_low": 4.1, "incremental_high": 58.3,
    "diff": 0.0312, "ci_low": 0.004, "ci_high": 0.058, "always_low": -0.01, "always_high": 0.07, "n_treated": 1000,
    "srm_p": 0.4, "nights_needed": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "win_back brought 31 buyers more than leaving people alone. 95 % interval 4 to 58."),
        (
            {"verdict": "worse", "incremental_total": -1.0, "incremental_low": -3.0, "incremental_high": -0.6},
            "win_back brought 1 buyer fewer than leaving people alone. 95 % interval −3 to −1.",
        ),
        (
            {"verdict": "inconclusive", "reason": "includes_zero", "nights_needed": 1},
            "So far win_back stands at 31 buyers more than leaving people alone. 95 % interval 4 to 58. Too early to say: "
            "for somebody who looks every night it could still be −10 to 70; about 1 night more at this pace.",
        ),
        (
            {"metric": "revenue", "comparison": "global_control", "incremental_total": -124_000, "incremental_low": -200_000,
             "incremental_high": -1, "verdict": "worse"},
            "win_back brought €1,240 less than no marketing at all. 95 % interval −€2,000 to €0.",
        ),
        (
            {"verdict": "inconclusive", "reason": "empty_arm", "incremental_total": None, "incremental_low": None},
            "What win_back brought cannot be told yet. Too early to say: nobody is in one of the two groups yet.",
        ),
        (
            {"verdict": "invalid", "reason": "sample_ratio", "srm_p": 0.0002, "incremental_low": None},
            "win_back cannot be judged: its groups are not of the size they were drawn. "
            "A split this uneven comes by chance less than once in a thousand times (p < 0.001).",
        ),
    ],
)  # fmt: skip
def test_a_finding_says_what_how_sure_and_so_what(changes, sentence):
    assert " ".join(str(finding(ANSWER | changes, "order_placed", "EUR")).split()) == sentence


def test_one_version_against_another():
    assert str(variant_finding(ANSWER, "order_placed", "EUR")).strip() == (
        "plain brought 3.1 buyers more per 100 people than offer. 95 % interval 0.4 to 5.8."
    )
    money = ANSWER | {"metric": "revenue", "diff": 131, "ci_low": -122, "ci_high": 384}
    assert "plain brought €1.31 more a person than offer. 95 % interval −€1.22 to €3.84." in str(
        variant_finding(money, "order_placed", "EUR")
    )


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (words.money(-124_049, "EUR"), "−€1,240"),
        (words.money(124_049, "USD", 2), "$1,240.49"),
        (words.money(1240, "JPY"), "1,240 JPY"),
        (words.money(-20, "EUR"), "€0"),
        (words.count(None), "–"),
        (words.plural(1, "person", "people"), "1 person"),
        (words.seconds(75.2), "1 min 15 s"),
        (words.moment("2026-11-11T23:30:00Z", "Europe/Berlin"), "12 Nov, 00:30"),
        (words.event("signed_up", 1), "conversion"),
    ],
)
def test_numbers(shown, text):
    assert shown == text


def test_the_flow_accounts_for_everybody_in_the_segment():
    decisions = [
        {"reason": reason, "mode": "live", "tonight": tonight, "so_far": so_far}
        for reason, tonight, so_far in [("send", 3, 60), ("holdout", 1, 10), ("no_consent", 0, 25), ("holdout", 0, 5)]
    ]
    bars = flow(decisions, [{"state": "accepted", "mode": "live", "messages": 58}], [], [])
    whole, *left_out, send, accepted = bars
    assert (whole.so_far, whole.tonight) == (100, 4)
    assert [(bar.label, bar.so_far) for bar in left_out] == [
        ("did not agree to it", 25),
        ("left alone (holdout)", 15),
    ]
    assert left_out[-1].start == pytest.approx(send.length), "what remains is what is sent to"
    assert (accepted.label, accepted.so_far) == ("accepted by the provider", 58)
    assert flow([], [], [], []) == []


def test_what_is_planned_in_shadow_says_so():
    decisions = [{"reason": "send", "mode": "shadow", "tonight": 2, "so_far": 2}]
    bars = flow(decisions, [{"state": "planned", "mode": "shadow", "messages": 2}], [], [])
    assert bars[-1].label == "planned in shadow, not to be sent"
