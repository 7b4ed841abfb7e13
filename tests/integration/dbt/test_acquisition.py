"""What brought people, at what cost: files in three currencies, of one of which no rate is known, into the tables BI reads.

Every figure was counted by hand: a dollar is 0.9 euros, and of pounds nobody says.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from roundtrip import load, people, transform
from roundtrip.domain.feed import Feed
from roundtrip.measure import propose_budget

AS_OF = date(2026, 11, 20)
INSTALL = {"event_name": "install", "country_code": "DE", "platform": "ios"}
SPEND = {"spent_on": "2026-11-02", "adset": "-", "creative": "-", "platform": "-", "impressions": 100, "clicks": 10}
POSTED = {"partner": "google_int", "posted_on": "2026-11-04", "campaign": "autumn"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "installs": [
        INSTALL | {"appsflyer_id": "i1", "install_time": "2026-11-02 10:00:00", "customer_user_id": "u1", "media_source": "google_int", "campaign": "autumn"},
        INSTALL | {"appsflyer_id": "i2", "install_time": "2026-11-02 11:00:00", "customer_user_id": "u2", "media_source": "organic"},
        INSTALL | {"appsflyer_id": "i3", "install_time": "2026-11-02 12:00:00", "customer_user_id": "u3", "media_source": "restricted"},
        INSTALL | {"appsflyer_id": "i4", "install_time": "2026-11-02 13:00:00", "customer_user_id": "u4", "att": "denied"},
    ],
    "ad_spend": [
        SPEND | {"partner": "google_int", "campaign": "autumn", "country": "DE", "amount_minor": 1000, "budget_minor": 2000, "currency": "EUR"},
        SPEND | {"partner": "google_int", "campaign": "autumn", "country": "US", "amount_minor": 333, "currency": "USD"},
        SPEND | {"partner": "meta_int", "campaign": "winter", "country": "GB", "amount_minor": 500, "budget_minor": 500, "currency": "GBP"},
    ],
    "exchange_rates": [{"currency": "USD", "rate_on": "2026-11-01", "per_unit": "0.9"}],
    "skan_postbacks": [
        POSTED | {"sequence": 1, "conversion_value": 12, "postbacks": 4},
        POSTED | {"sequence": 1, "conversion_value": "-", "postbacks": 1},
        POSTED | {"sequence": 2, "conversion_value": "high", "postbacks": 3},
    ],
    "app_purchases": [
        {"order_id": "o1", "user_id": "u1", "ordered_at": "2026-11-03T10:00:00Z", "amount_minor": 5000, "currency": "EUR"},
        {"order_id": "o2", "user_id": "u1", "ordered_at": "2026-11-05T10:00:00Z", "amount_minor": 1111, "currency": "USD"},
        {"order_id": "o3", "user_id": "u1", "ordered_at": "2026-11-06T10:00:00Z", "amount_minor": 1000, "currency": "EUR", "refund_of": "o1"},
        {"order_id": "o4", "user_id": "u2", "ordered_at": "2026-11-03T10:00:00Z", "amount_minor": 700, "currency": "GBP"},
    ],
    "store_purchases": [
        {"receipt_id": "r1", "store_id": "s1", "bought_at": "2026-11-03T10:00:00Z", "amount_minor": 250, "currency": "EUR"},
    ],
}  # fmt: skip


def _as_file(feed: Feed, rows: list[dict[str, Any]]) -> str:
    if feed.format != "csv":
        return "".join(json.dumps(row) + "\n" for row in rows)
    written = io.StringIO()
    lines = csv.DictWriter(written, [column.source(name) for name, column in feed.columns.items()])
    lines.writeheader()
    lines.writerows(rows)
    return written.getvalue()


@pytest.fixture(scope="module")
def look(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[Any]]]:
    """What a query finds after the night."""
    landing = tmp_path_factory.mktemp("landing")
    for feed in load.feeds():
        if feed.name in ROWS:
            (landing / feed.name).mkdir()
            name = f"{feed.name}/2026-11-02.{feed.format}"
            (landing / name).write_text(_as_file(feed, ROWS[feed.name]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        brought = load.load_night(AS_OF, feeds=list(ROWS))
    assert {feed.feed: feed.counts["loaded"] for feed in brought.feeds} == {
        name: len(rows) for name, rows in ROWS.items()
    }
    load.ensure_tables()
    people.identify(AS_OF)
    reports = "rpt_acquisition_daily rpt_ltv_cohort rpt_acquisition_roi rpt_payback int_campaign_day"
    transform.build(AS_OF, " ".join(f"+{report}" for report in reports.split()))
    with psycopg.connect(module_database, autocommit=True) as db:
        yield lambda query: db.execute(query).fetchall()


def test_every_amount_is_kept_as_it_was_and_told_in_one_currency(look):
    assert look(
        "select currency, amount_minor, spend_minor, planned_minor from marts.fct_ad_spend order by currency"
    ) == [
        ("EUR", 1000, Decimal(1000), Decimal(2000)),
        ("GBP", 500, None, None),
        ("USD", 333, Decimal("299.7"), None),
    ]


def test_money_without_a_rate_is_counted_and_never_nothing(look):
    """The build has held each sum against all that was loaded; here stands whose it is."""
    assert look("""
        select source_type, partner, sum(spend_minor), sum(budgeted_spend_minor), sum(revenue_minor), sum(amounts_without_rate)
        from results.rpt_acquisition_daily group by 1, 2 order by 1, 2
    """) == [
        ("organic", None, 0, 0, 0, 1),
        ("paid", "google_int", Decimal("1299.7"), 1000, Decimal("4999.9"), 0),
        ("paid", "meta_int", 0, 0, 0, 1),
        ("unattributed", None, 0, 0, 0, 0),
        ("unknown", None, 0, 0, 250, 0),
    ]


def test_a_cohort_is_worth_what_its_people_brought_at_that_age_and_no_more_is_said(look):
    """Of the week of the 2nd to the 8th day 7 is over for everybody on the 16th, day 30 is not."""
    assert look("""
        select spend_minor, value_d1_minor, value_d7_minor, value_d30_minor, payback_days, known_days
        from results.rpt_ltv_cohort where partner = 'google_int'
    """) == [(Decimal("1299.7"), 4000, Decimal("4999.9"), None, 1, 11)]


def test_an_advertisement_has_brought_nothing_that_cannot_be_known_yet(look):
    """Of the 2nd day 7 is over, day 30 is not; by country, as nothing of it is told by cohort."""
    assert look("""
        select country, people, value_d1_minor, value_d7_minor, value_d30_minor
        from marts.fct_acquisition where partner = 'google_int' and source_type = 'paid' and aggregate_installs = 0
        order by country, people
    """) == [
        ("DE", 0, 0, 0, None),
        ("DE", 1, 4000, Decimal("4999.9"), None),
        ("US", 0, 0, 0, None),
    ]


def test_what_is_known_by_name_by_number_and_not_at_all_stands_apart(look):
    assert look("""
        select evidence, partner, spend_minor, installs, people, revenue_minor from results.rpt_acquisition_roi order by 1, 2
    """) == [
        ("aggregate", "google_int", None, 5, None, None),
        ("attributed", "google_int", Decimal("1299.7"), 1, 1, Decimal("4999.9")),
        ("attributed", "meta_int", 0, 0, 0, 0),
        ("unattributed", None, None, 2, 2, 0),
    ]


def test_one_day_of_spend_moves_no_money(look):
    propose_budget(AS_OF)
    propose_budget(AS_OF)
    transform.build(AS_OF, "+rpt_budget_proposal")
    assert look(
        "select campaign, horizon_days, days, advice, reason, shift_minor from results.rpt_budget_proposal"
    ) == [("autumn", 7, 1, "too_thin", "too_few_days", 0)]
