"""What other tools export, loaded as it comes and found again in the marts. Every figure was counted by hand in tests/fixtures/shapes.

Two nights: the second brings a restated day of Google Analytics, calls that Segment sends again, and an export of Shopify's that
corrects the first.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from roundtrip import load, people, transform

FIXTURES = Path(__file__).parents[2] / "fixtures" / "shapes"
NIGHTS = {"first": date(2026, 11, 9), "second": date(2026, 11, 10)}
FEEDS = (
    "ga4_events",
    "segment_events",
    "shopify_orders",
    "installs",
    "sendgrid_bounces",
    "sendgrid_unsubscribes",
)


@pytest.fixture(scope="module")
def brought(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, int]]:
    """What each night brought of each feed; at its end the marts stand as of the second."""
    landing = tmp_path_factory.mktemp("landing")
    counts = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        for night, as_of in NIGHTS.items():
            shutil.copytree(FIXTURES / night, landing, dirs_exist_ok=True)
            report = load.load_night(as_of, feeds=FEEDS)
            assert [feed.refused for feed in report.feeds if feed.refused] == []
            counts |= {(night, feed.feed): feed.counts for feed in report.feeds}
            load.ensure_tables()
            people.identify(as_of)
        transform.build(NIGHTS["second"], "+int_event +fct_order +fct_install stg_segment__profile")
    return counts


@pytest.fixture(scope="module")
def look(brought: Any, module_database: str) -> Iterator[Callable[[str], list[Any]]]:
    with psycopg.connect(module_database, autocommit=True) as db:
        yield lambda query: db.execute(query).fetchall()


@pytest.mark.parametrize(
    ("night", "feed", "expected"),
    [
        ("first", "ga4_events", (17, 14, 1, 2)),
        ("first", "segment_events", (10, 7, 2, 1)),
        ("first", "shopify_orders", (7, 6, 1, 0)),
        ("first", "installs", (7, 5, 1, 1)),
        ("first", "sendgrid_bounces", (2, 2, 0, 0)),
        ("first", "sendgrid_unsubscribes", (2, 1, 0, 1)),
        ("second", "ga4_events", (4, 2, 0, 2)),
        ("second", "segment_events", (2, 1, 0, 1)),
        ("second", "shopify_orders", (4, 4, 0, 0)),
    ],
)
def test_every_row_of_every_file_is_accounted_for(brought, night, feed, expected):
    counts = brought[night, feed]
    assert tuple(counts[name] for name in ("rows_in", "loaded", "quarantined", "duplicates")) == expected


def test_what_was_refused_says_why(look):
    assert look("select feed, line, reason, field from raw.quarantine order by feed, line") == [
        ("ga4_events", 17, "missing", "event_name"),
        ("installs", 8, "not a time as in 2026-01-31 23:59:59", "install_time"),
        ("segment_events", 7, "not one of the allowed values", "type"),
        ("segment_events", 10, "not an e-mail address", "traits.email"),
        ("shopify_orders", 9, "not an integer", "Lineitem quantity"),
    ]


def test_no_address_and_no_token_is_in_raw(look):
    for feed in FEEDS:
        assert look(f"select count(*) from raw.{feed} as row where row::text ~ '@|ff15bc|171 ?1234567'") == [(0,)]


def test_of_a_wide_export_the_rest_is_left_where_it_was(look):
    assert look("select count(*) from raw.shopify_orders where extra is not null") == [(0,)]


def test_events_of_google_and_segment_are_events_like_any_other(look):
    assert look(
        "select split_part(event_id, ':', 1), event, count(*) from marts.int_event group by 1, 2 order by 1, 2"
    ) == [
        ("ga4", "first_open", 1),
        ("ga4", "in_app_purchase", 2),
        ("ga4", "level_up", 1),
        ("ga4", "login", 1),
        ("ga4", "page_view", 2),
        ("ga4", "purchase", 4),
        ("ga4", "refund", 1),
        ("ga4", "screen_view", 2),
        ("ga4", "view_item", 2),
        ("segment", "Product Viewed", 3),
        ("segment", "Subscription Renewed", 1),
        ("segment", "page_view", 1),
        ("segment", "screen_view", 1),
    ]


def test_an_event_says_where_and_on_what(look):
    assert look(
        "select screen, platform, os_version, app_version, language, country, city, message_id from marts.int_event"
        " where event in ('level_up', 'first_open', 'page_view', 'screen_view') order by occurred_at, event_id"
    ) == [
        ("Home", "ios", "19.1", "5.2.0", "de-DE", "DE", "Köln", None),
        ("/jackets", "web", None, None, "en-US", None, None, None),
        (None, "ios", "19.1", "5.2.0", "de-de", "DE", "Berlin", None),
        ("home 🏠", "ios", "19.1", "5.2.0", "de-de", "DE", "Berlin", None),
        (None, "ios", "19.1", "5.2.0", "de-de", "DE", "Berlin", "m-1"),
        ("cart", "ios", "19.1", "5.2.0", "de-de", "DE", "Berlin", None),
        ("Home", "web", "19.1", None, "de-de", None, "Berlin", None),
        ("Home", "web", "19.1", None, "de-de", None, "Berlin", None),
    ]


def test_what_was_done_before_signing_in_is_the_same_persons(look):
    assert look(
        "select known.value, count(*) from marts.int_event join crm.identifier known on known.person_id = int_event.person_id"
        " and known.kind = 'user_id' where known.value in ('ada', 'eve', 'fay') group by 1 order by 1"
    ) == [("ada", 8), ("eve", 2), ("fay", 2)]


def test_events_without_anybody_are_kept_and_are_nobodys(look):
    assert look("select count(*) from marts.int_event where person_id is null") == [(2,)]


def test_revenue_by_feed_and_currency(look):
    assert look(
        "select split_part(order_id, ':', 1), currency, count(*), sum(amount_minor), sum(refunded_minor) from marts.fct_order group by 1, 2 order by 1, 2"
    ) == [
        ("ga4", "EUR", 1, 3990, 2000),
        ("ga4", "JPY", 1, 480, 0),
        ("ga4", "USD", 2, 998 + 11001, 0),
        ("shopify", "EUR", 3, 5990 + 1000 + 3000, 2000),
        ("shopify", "GBP", 1, 0, 900),
        ("shopify", "JPY", 1, 3600, 1200),
        ("shopify", "USD", 1, 2500, 0),
    ]


def test_an_order_is_what_its_newest_export_says_with_all_of_its_lines(look):
    assert look(
        "select order_id, amount_minor, refunded_minor, items_minor, items, product, channel, person_id is null"
        " from staging.stg_shopify__order order by 1"
    ) == [
        ("#1001", 7990, 2000, 7500, 3, None, "web", False),
        ("#1002", 2500, 0, 2500, 1, "Mug", "store", False),
        ("#1003", 4800, 1200, 4800, 1, "mug-jp", "web", False),
        ("#1004", 900, 900, 900, 1, "st-1", "web", False),
        ("#1005", 1000, 0, 1000, 1, "card-1", "web", True),
        ("#1006", 3000, 0, 3000, 2, None, "web", False),
    ]


def test_an_address_in_capitals_is_the_same_buyers(look):
    assert look(
        "select count(distinct person_id) from staging.stg_shopify__order where order_id in ('#1001', '#1004')"
    ) == [(1,)]


def test_what_an_identify_call_says_of_a_person_is_known(look):
    assert look("select first_name, language from staging.stg_segment__profile") == [("Eve", None)]


def test_installs_of_appsflyer_say_who_brought_whom(look):
    assert look(
        "select source_type, partner, campaign, referrer_person_id is not null, count(*) from marts.fct_install group by 1, 2, 3, 4 order by 1"
    ) == [
        ("organic", None, None, False, 2),
        ("paid", "googleadwords_int", "Autumn sale, 🍂 50 %", False, 1),
        ("referral", None, None, True, 1),
        ("unattributed", None, None, False, 1),
    ]


def test_a_device_that_hides_its_id_is_no_device(look):
    assert look("select count(*) from crm.identifier where value like '0000%'") == [(0,)]


def test_whom_the_former_sender_must_not_write_to_is_suppressed_wherever_the_address_comes_from(look):
    assert look(
        "select s.reason, a.address, count(c.contact_point_id) from crm.suppression s left join crm.address a using (address_hash)"
        " left join crm.contact_point c using (address_hash) group by 1, 2 order by 1, 2"
    ) == [("bounced", "bob@example.com", 1), ("bounced", None, 0), ("unsubscribed", "eve@example.com", 1)]
