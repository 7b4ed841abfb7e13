"""What doctor prints: aligned, honest about small shares, kind where there is nothing yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from roundtrip import declared
from roundtrip.health import Health, terminal
from roundtrip.health.health import FeedHealth, Join, Reach, judged

AS_OF = date(2026, 11, 10)
MIDNIGHT = datetime(2026, 11, 9, 23, tzinfo=UTC)


def row(feed: str, **facts: Any) -> dict[str, Any]:
    """A feed's row of results.rpt_feed_status."""
    found = {
        "feed": feed,
        "as_of": AS_OF,
        "is_present": True,
        "is_optional": False,
        "is_fresh": True,
        "is_enough": True,
    }
    found |= {"files": 1, "files_refused": 0, "rows_in": 1000, "loaded": 900, "quarantined": 3, "duplicates": 97}
    found |= {"usual_loaded": 850.0, "newest_at": MIDNIGHT, "last_came_on": AS_OF, "data_through_at": MIDNIGHT}
    return found | {"needed_for": "x"} | facts


def seen(feed: str, **facts: Any) -> FeedHealth:
    return judged(row(feed, **facts), {}, declared.feeds())


def of(*feeds: FeedHealth, joins: list[Join] | None = None, reach: list[Reach] | None = None) -> Health:
    return Health(as_of=AS_OF, feeds=list(feeds), joins=joins or [], reach=reach or [], ask_next=[], missing=[])


def line(text: str, feed: str) -> list[str]:
    return next(found.split("  ") for found in text.splitlines() if found.startswith(f"  {feed}"))


@pytest.mark.parametrize(
    ("newest_at", "said"),
    [
        (MIDNIGHT - timedelta(hours=37), "late by 1 h"),  # app_events: 36 hours by contract
        (MIDNIGHT - timedelta(days=4, hours=12), "late by 3 d 0 h"),
    ],
)
def test_lateness_is_what_goes_beyond_the_contract(newest_at, said):
    assert said in terminal(of(seen("app_events", is_fresh=False, newest_at=newest_at)))


def test_a_feed_in_time_is_not_late_and_one_too_small_says_so():
    text = terminal(
        of(seen("app_events"), seen("devices", is_enough=False), seen("consents", is_fresh=False, newest_at=None))
    )
    assert "in time" in line(text, "app_events")
    assert "too few rows" in text
    assert "late" in " ".join(line(text, "consents")).split()


def test_a_share_is_never_rounded_to_nothing_or_to_all():
    joins = [Join(feed="a", other_feed="b", people=1000, people_in_both=1)]
    joins += [Join(feed="b", other_feed="a", people=1000, people_in_both=999)]
    text = terminal(of(seen("app_events"), joins=joins))
    assert "b <1%" in text
    assert "a >99%" in text
    assert "<1%" in line(text, "app_events")  # 3 of 1,000 rows in quarantine


def test_a_feed_whose_rows_hardly_name_anybody_is_pointed_out():
    people = {"loaded": 100, "rows_identified": 40, "people": 30, "people_with_account": 3, "people_elsewhere": 3}
    text = terminal(of(judged(row("store_purchases"), people, declared.feeds())))
    assert "store_purchases: only 40% of its rows say whose they are" in text


def test_columns_stand_under_their_heads():
    reach = [
        Reach(channel=name, people=n, with_address=n, with_consent=n, suppressed=0, reachable=n)
        for name, n in (("email", 12345), ("push", 7))
    ]
    head, *rows = [found for found in terminal(of(reach=reach)).splitlines() if found.startswith("  ")][-3:]
    assert [found.index("12,345") + 6 for found in rows[:1]] == [head.index("people") + 6]


def test_nothing_to_ask_for_is_said():
    assert "nothing; every feed the contracts know has come" in terminal(of(seen("app_events")))
