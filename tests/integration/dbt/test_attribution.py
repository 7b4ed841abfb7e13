"""Attribution over nights: what was final stays beside what is known now; and no feed is slower than a day waits for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
import yaml
from bench.attribution import ours
from bench.attribution.journeys import journeys

from roundtrip import declared, settings

BEGUN = date(2026, 11, 12)
CLOSING = date(2026, 9, 20)
"""Some days of the journeys are closed by then, the last are not."""
LATER = CLOSING + timedelta(days=1)
FEEDS = ("installs", "web_visits", "leads", "app_events", "app_purchases", "store_purchases", "subscriptions")
"""What brings touches and conversions."""
MOVED = "select channel from marts.int_final_credit where model = 'last' order by converted_on, channel limit 1"


@pytest.fixture(scope="module")
def db(module_database: str) -> Any:
    ours.take(journeys(300, BEGUN, seed=3), CLOSING)
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def nights(db) -> list[tuple[Any, ...]]:
    """The first day by the model last: as the night said it that closed it, the same night again, and the night after, when
    all of it was given back, and a channel turned out to be another."""
    told = [_night(db, CLOSING), _night(db, CLOSING)]
    db.execute(
        "update marts.fct_goal set revenue_minor = 0 where converted_on = (select min(converted_on) from marts.fct_goal)"
    )
    db.execute(f"update marts.fct_touch set channel = 'moved' where channel = ({MOVED})")
    return [*told, _night(db, LATER)]


def test_the_same_night_again_says_the_same(nights):
    assert nights[0] == nights[1]


def test_the_first_final_figure_stays_beside_the_restatement(nights):
    conversions, revenue, first_conversions, first_revenue, first_as_of, is_final = nights[0]
    assert (first_conversions, first_revenue, first_as_of, is_final) == (conversions, revenue, CLOSING, True)
    assert revenue > 0
    assert nights[2] == (conversions, 0, conversions, revenue, CLOSING, True)


def test_a_day_that_is_not_closed_is_provisional_and_has_no_final_figure(nights, db):
    open_days = db.execute(
        "select count(*), count(first_final_as_of) from results.rpt_attribution where not is_final"
    ).fetchone()
    assert open_days[0] > 0
    assert open_days[1] == 0


def test_what_nothing_is_credited_with_any_more_is_still_told(nights, db):
    left = db.execute(
        "select sum(conversions), sum(first_final_conversions) from results.rpt_attribution"
        f" where model = 'last' and channel = ({MOVED})"
    ).fetchone()
    assert left[0] == 0
    assert left[1] > 0


def test_no_feed_is_slower_than_a_day_waits_for_it():
    waits = yaml.safe_load((settings.load().dbt_project / "dbt_project.yml").read_text())["vars"][
        "attribution_lag_days"
    ]
    slower = [feed.name for feed in declared.feeds() if feed.name in FEEDS and feed.freshness > timedelta(days=waits)]
    assert slower == []


def _night(db: psycopg.Connection[Any], as_of: date) -> tuple[Any, ...]:
    ours.credit(as_of, "int_final_credit", "rpt_attribution")
    [told] = db.execute("""
        select sum(conversions), sum(revenue_minor), sum(first_final_conversions), sum(first_final_revenue_minor),
            max(first_final_as_of), bool_and(is_final)
        from results.rpt_attribution
        where model = 'last' and day = (select min(converted_on) from marts.fct_goal)
    """).fetchall()
    return told
