"""What the shop tells beside usage: it hangs together over feeds and days, in the shares a marketer would expect."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from demo.simulator.memberships import PLANS
from demo.simulator.streams import Streams
from demo.simulator.subscriptions import TYPE_AFTER

Rows = Callable[[Path, str], Iterator[dict[str, Any]]]
AFTER = {
    None: {"trial_started"},
    "trial_started": {"started", "cancelled", "expired"},
    "started": {"renewed", "cancelled", "expired", "refunded"},
    "renewed": {"renewed", "cancelled", "expired", "refunded"},
    "cancelled": {"expired"},
}


def lives(shop: Path, read: Rows) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(shop, "subscriptions"):
        if "broken" not in row["subscription_id"] and row not in found[row["subscription_id"]]:
            found[row["subscription_id"]].append(row)
    return found


def test_memberships_go_through_their_stages_and_are_paid_when_they_begin_or_go_on(shop: Path, read: Rows) -> None:
    prices = {plan.product: plan.price_minor for plan in PLANS}
    kinds: Counter[str] = Counter()
    for events in lives(shop, read).values():
        assert [row["occurred_at"] for row in events] == sorted(row["occurred_at"] for row in events)
        for before, row in zip([None, *events], events, strict=False):
            assert row["event"] in AFTER[before and before["event"]]
            paid = row["event"] in {"started", "renewed", "refunded"}
            assert row.get("amount_minor") == (prices[row["product"]] if paid else None)
            kinds[row["event"]] += 1

    assert kinds["trial_started"] > kinds["started"] > kinds["trial_started"] / 4
    assert min(kinds[event] for event in ("renewed", "cancelled", "expired", "refunded")) > 0


def test_a_profile_says_how_its_person_subscribes_at_that_time(shop: Path, read: Rows) -> None:
    changes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for events in lives(shop, read).values():
        for row in events:
            if row["event"] in TYPE_AFTER:
                changes[row["user_id"]].append((row["occurred_at"], TYPE_AFTER[row["event"]]))
    profiles = [row for row in read(shop, "profiles") if "subscriber_type" in row]

    for row in profiles:
        so_far = [kind for at, kind in sorted(changes[row["user_id"]]) if at <= row["updated_at"]]
        assert row["subscriber_type"] == (so_far[-1] if so_far else "free")
    assert {row["subscriber_type"] for row in profiles} == {"free", "trial", "premium"}


def test_advertising_is_shown_to_those_who_do_not_pay(shop: Path, read: Rows) -> None:
    views = {row["ad_view_id"]: row for row in read(shop, "ad_views") if row["revenue_micros"] >= 0}
    began = {events[0]["user_id"]: events[0] for events in lives(shop, read).values()}
    in_trial = [
        row
        for row in views.values()
        if (trial := began.get(row.get("user_id")))
        and datetime.fromisoformat(trial["occurred_at"]) + timedelta(days=1)
        < datetime.fromisoformat(row["viewed_at"])
        < datetime.fromisoformat(trial["period_ends_at"])
    ]

    assert not in_trial
    assert {row["ad_format"] for row in views.values()} == {"banner", "interstitial", "rewarded"}
    assert any("user_id" not in row for row in views.values()), "nobody sees advertising before signing up"


def test_a_refund_takes_back_an_order_that_was_placed_before(shop: Path, read: Rows) -> None:
    orders = {row["order_id"]: row for row in read(shop, "app_purchases") if "refund_of" not in row}
    refunds = [row for row in read(shop, "app_purchases") if "refund_of" in row]

    assert 0.01 < len(refunds) / len(orders) < 0.03
    for row in refunds:
        order = orders[row["refund_of"]]
        assert order["ordered_at"] < row["ordered_at"]
        assert all(order[column] == row[column] for column in ("user_id", "amount_minor", "currency"))


def test_receipts_and_cards_agree(shop: Path, read: Rows) -> None:
    members = [row for row in read(shop, "loyalty_members") if "broken" not in row["loyalty_card"]]
    points: dict[str, list[int]] = defaultdict(list)
    for row in members:
        points[row["loyalty_card"]].append(int(row["points"]))

    assert all(have == sorted(have) for have in points.values())
    assert any(len(have) > 1 for have in points.values())
    assert {row["status"] for row in members} == {"bronze", "silver", "gold"}
    assert any(row["store_credit_minor"] != "0" for row in members)
    assert 0 < sum("user_id" in row for row in members) < len(members)


def test_goods_of_a_receipt_cost_what_it_says(simulate: Callable[..., Any]) -> None:
    _, landing = simulate(history_days=6)
    found = 0
    for path in (landing / "store_purchases").iterdir():
        for row in csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()):
            if "broken" not in row["receipt_id"]:
                assert sum(item["amount_minor"] for item in orjson.loads(row["items"])) == int(row["amount_minor"])
                found += 1
    assert found > 5


def test_what_is_said_before_the_account_exists_names_nobody_known(shop: Path, read: Rows) -> None:
    events = [row for row in read(shop, "app_events") if "device_id" in row]
    named = Counter(("user_id" in row, "anonymous_id" in row) for row in events)

    assert named.keys() == {(True, False), (False, True)}
    tied = {row["anonymous_id"] for row in read(shop, "devices") if "anonymous_id" in row and "user_id" in row}
    anonymous = {row["anonymous_id"] for row in events if "anonymous_id" in row}
    assert len(tied & anonymous) > 500
    assert len(anonymous - tied) > 5, "nobody stays without an account"


def test_installs_say_what_appsflyer_would(shop: Path, read: Rows) -> None:
    installs = list(read(shop, "installs"))
    sources = Counter(row.get("media_source") for row in installs)

    assert sources.keys() >= {"organic", "af_app_invites", "restricted", "google", "meta", "tiktok"}
    for row in installs:
        assert ("campaign" in row) == (row.get("media_source") in {"google", "meta", "tiktok"})
        assert ("af_referrer_customer_id" in row) <= (row.get("media_source") == "af_app_invites")
        if touched_at := row.get("attributed_touch_time"):
            assert touched_at <= row["install_time"]


def test_chance_of_a_fact_does_not_know_its_neighbours() -> None:
    streams, person, at = Streams(7), np.arange(1000), np.arange(1000) * 7919
    every = streams.of_facts("refunds", person, at)

    assert (streams.of_facts("refunds", person[::3], at[::3]) == every[::3]).all()
    assert (every != streams.of_facts("products", person, at)).all()
    assert 0.45 < every.mean() < 0.55
    assert 0 <= every.min() < every.max() < 1
