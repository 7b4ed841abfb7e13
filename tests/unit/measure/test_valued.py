"""What the page says of lifetime value."""

from __future__ import annotations

from roundtrip.measure.report import valued


def test_a_model_that_lost_to_a_naive_forecast_is_flagged(one_night) -> None:
    said = valued.verdict(one_night["value_backtest"])
    assert said == (
        "Asked 10 days ago, of 640 customers, the model was worse than a naive forecast of spend: do not build on it yet."
    )


def test_a_model_that_did_not_lose_is_not(one_night) -> None:
    rows = [row | {"loses_to_naive": False} for row in one_night["value_backtest"]]
    assert valued.verdict(rows) == "Asked 10 days ago, of 640 customers, no naive forecast was better than the model."
    assert valued.verdict([]) == ""


def test_sources_are_drawn_by_person_with_their_interval(one_night) -> None:
    drawn = valued.by_source(one_night["value_groups"], "EUR")
    assert drawn is not None
    assert "organic: €7.08 (€5.31 to €8.85)" in drawn
    assert "at_risk" not in drawn


def test_without_an_interval_nothing_is_drawn(one_night) -> None:
    rows = [group | {"value_365_low_minor": None} for group in one_night["value_groups"]]
    assert valued.by_source(rows, "EUR") is None


def test_calibration_needs_customers(one_night) -> None:
    night = one_night | {"value_calibration": one_night["value_calibration"][:1], "value_groups": []}
    assert valued.plots(night) == []
