"""The simulator's files through the real loader: nothing is amiss but what was meant to be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from demo.simulator import Simulation
from roundtrip.load import load_night
from roundtrip.load.report import FeedReport

FIRST_NIGHT = date(2026, 11, 10)
RESTATED_ROWS = (2 * 2 + 1 * 2) * 6  # one partner's ad sets and creatives by country, stated once more
BROKEN_OFF = "store_purchases/store_purchases_2026-11-10.csv.gz"


def load(as_of: date) -> dict[str, FeedReport]:
    report = load_night(as_of)
    for feed in report.feeds:
        assert feed.rows_in == feed.loaded + feed.quarantined + feed.duplicates
        assert not feed.unknown_columns
    return {feed.feed: feed for feed in report.feeds if feed.files or feed.refused}


def test_three_nights_hold_the_faults_that_were_seeded_and_no_others(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path / "landing"))
    simulation = Simulation(7, 600, 9, FIRST_NIGHT, tmp_path / "landing")
    rows = simulation.write_history()
    held_back = simulation.seeded_faults["app_events", "late"]
    first = load(FIRST_NIGHT)
    rows += simulation.write_day(FIRST_NIGHT)
    second = load(FIRST_NIGHT + timedelta(days=1))
    rows += simulation.write_day(FIRST_NIGHT + timedelta(days=1))
    third = load(FIRST_NIGHT + timedelta(days=2))

    nights = (first, second, third)
    assert [list(feed.refused) for night in nights for feed in night.values() if feed.refused] == [[BROKEN_OFF]]
    assert held_back > 0
    seeded = simulation.seeded_faults
    for fault, count in (("malformed", "quarantined"), ("repeated", "duplicates")):
        found = {feed: sum(getattr(night[feed], count) for night in nights if feed in night) for feed in first}
        assert {feed: total for feed, total in found.items() if total} == {
            feed: total for (feed, kind), total in seeded.items() if kind == fault
        }
    assert sum(feed.loaded for night in nights for feed in night.values()) == rows + RESTATED_ROWS
