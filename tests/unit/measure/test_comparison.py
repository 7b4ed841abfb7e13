"""Which arm is judged against which."""

from __future__ import annotations

from decimal import Decimal

from roundtrip.measure.comparison import comparisons


def row(comparison, arm, n, *, variant=None, metric="conversions", share=None, conversions=5):
    sums = dict.fromkeys(["sum_x", "sum_x2", "sum_xy"], None) | {"sum_y": conversions, "sum_y2": conversions}
    where = {"campaign_id": "win_back", "comparison": comparison, "population": "assigned", "variant": variant}
    return {**where, "metric": metric, "arm": arm, "n": n, "expected_share": share, **sums}


def test_people_left_alone_are_the_baseline_of_every_variant():
    rows = [
        row("holdout", "treatment", 90, share=Decimal("0.9")),
        row("holdout", "holdout", 10, share=Decimal("0.1")),
        row("holdout", "treatment", 45, variant="offer"),
        row("holdout", "holdout", 10, variant="offer"),
        row("global_control", "treatment", 900),
        row("global_control", "control", 100),
    ]
    found = {(q.comparison, q.variant): (q.arm, q.baseline, a.treated.n, a.control.n) for q, a in comparisons(rows)}
    assert found == {
        ("holdout", ""): ("treatment", "holdout", 90, 10),
        ("holdout", "offer"): ("treatment", "holdout", 45, 10),
        ("global_control", ""): ("treatment", "control", 900, 100),
    }


def test_variants_are_judged_against_the_first_by_name_and_the_whole_draw_is_checked():
    rows = [row("variant", name, n, share=Decimal("0.33")) for name, n in [("plain", 30), ("offer", 40), ("short", 35)]]
    found = list(comparisons(rows))
    assert [(q.variant, q.baseline, a.treated.n) for q, a in found] == [("plain", "offer", 30), ("short", "offer", 35)]
    assert {arm.n for arm in found[0][1].drawn} == {30, 40, 35}


def test_a_baseline_nobody_fell_into_is_an_empty_arm():
    [(question, arms)] = comparisons([row("holdout", "treatment", 7)])
    assert (question.baseline, arms.control.n) == ("holdout", 0)
