"""The files a simulated shop leaves: what the contracts ask for, what a marketer needs, what goes wrong on purpose."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from demo.simulator import Simulation
from demo.simulator.dirt import BROKEN_EVENTS

BERLIN = ZoneInfo("Europe/Berlin")
Simulate = Callable[..., tuple[Simulation, Path]]
Rows = Callable[[Path, str], Iterator[dict[str, Any]]]
FIRST_NIGHT = date(2026, 11, 10)


def contents(landing: Path) -> dict[str, bytes]:
    return {str(path.relative_to(landing)): path.read_bytes() for path in sorted(landing.rglob("*.*"))}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(simulate: Simulate) -> None:
    first, again, other = (contents(simulate(seed)[1]) for seed in (7, 7, 8))

    assert first == again
    assert {content[4:8] for name, content in first.items() if name.endswith(".gz")} == {bytes(4)}, (
        "gzip tells the time"
    )
    assert not any(first[name] == other[name] for name in first.keys() & other.keys())


def test_events_and_orders_agree(shop: Path, read: Rows) -> None:
    placed = {
        row["properties"]["order_id"]: (row["user_id"], row["occurred_at"], row["properties"]["amount_minor"])
        for row in read(shop, "app_events")
        if row.get("event") == "order_placed"
    }
    bought = {
        row["order_id"]: (row["user_id"], row["ordered_at"], row["amount_minor"])
        for row in read(shop, "app_purchases")
        if "refund_of" not in row
    }

    assert placed == bought
    assert len(bought) > 500


def test_a_file_holds_its_own_business_day_and_nothing_before_the_installation(shop: Path, read: Rows) -> None:
    installed = {}
    for path in (shop / "installs").iterdir():
        with path.open() as lines:
            installed |= {row["advertising_id"]: row["install_time"] for row in csv.DictReader(lines)}
    for path in (shop / "app_purchases").iterdir():
        day = date.fromisoformat(path.name.removeprefix("app_purchases_").removesuffix(".ndjson.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines():
            assert datetime.fromisoformat(orjson.loads(line)["ordered_at"]).astimezone(BERLIN).date() == day
    for row in read(shop, "app_events"):
        if "device_id" in row:  # a broken row names none
            assert row["occurred_at"].replace("T", " ") >= installed[row["device_id"]]


def test_lapsed_buyers_abound_on_the_first_night(shop: Path, read: Rows) -> None:
    midnight = datetime.combine(FIRST_NIGHT, datetime.min.time(), BERLIN)
    last: dict[str, datetime] = {}
    for row in read(shop, "app_purchases"):
        at = datetime.fromisoformat(row["ordered_at"])
        if at < midnight:
            last[row["user_id"]] = max(at, last.get(row["user_id"], at))

    lapsed = [user for user, at in last.items() if at < midnight - timedelta(days=10)]

    assert len(lapsed) > 3000 * 800 / 20_000


def test_four_of_five_newcomers_are_gone_within_days(shop: Path, read: Rows) -> None:
    installed_on: dict[str, date] = {}
    for row in read(shop, "profiles"):
        installed_on.setdefault(row["user_id"], datetime.fromisoformat(row["updated_at"]).date())
    old_enough = {user for user, day in installed_on.items() if day < FIRST_NIGHT - timedelta(days=8)}
    seen = {
        row["user_id"]
        for row in read(shop, "app_events")
        if row.get("user_id") in old_enough
        and datetime.fromisoformat(row["occurred_at"]).date() - installed_on[row["user_id"]] == timedelta(days=7)
    }

    assert 0.08 < len(seen) / len(old_enough) < 0.22


def test_the_evening_is_the_peak(shop: Path, read: Rows) -> None:
    hours = Counter(
        datetime.fromisoformat(row["occurred_at"]).astimezone(BERLIN).hour
        for row in read(shop, "app_events")
        if row.get("device_id")
    )

    assert sum(hours[hour] for hour in (18, 19, 20, 21)) > 4 * sum(hours[hour] for hour in (2, 3, 4, 5))


def test_addresses_belong_to_nobody(shop: Path, read: Rows) -> None:
    emails = [row["email"] for row in read(shop, "profiles") if "email" in row]

    assert {email.split("@")[1] for email in emails} == {"example.com", "example.org", "example.net"}
    assert any("+gone@" in email for email in emails)
    assert len(set(emails)) < len(emails)


def test_faults_are_few_and_counted(simulate: Simulate) -> None:
    simulation, landing = simulate(history_days=8)
    lines = [
        line for path in (landing / "app_events").iterdir() for line in gzip.decompress(path.read_bytes()).splitlines()
    ]

    assert simulation.seeded_faults["app_events", "malformed"] == sum(line in BROKEN_EVENTS for line in lines) == 24
    assert simulation.seeded_faults["app_events", "repeated"] == len(lines) - len(set(lines)) - (
        24 - len(BROKEN_EVENTS)
    )


def test_late_events_come_with_the_first_nights_day(simulate: Simulate) -> None:
    simulation, landing = simulate(people=1500, history_days=8)
    late = landing / "app_events" / "app_events_2026-11-02_late.ndjson.gz"
    assert not late.exists()

    simulation.write_day(FIRST_NIGHT)

    held_back = gzip.decompress(late.read_bytes()).splitlines()
    punctual = gzip.decompress((landing / "app_events" / "app_events_2026-11-02.ndjson.gz").read_bytes()).splitlines()
    assert len(held_back) == simulation.seeded_faults["app_events", "late"] > 0
    assert not set(held_back) & set(punctual)


def test_a_transfer_breaks_off_and_comes_whole_the_day_after(simulate: Simulate) -> None:
    simulation, landing = simulate()
    receipts = landing / "store_purchases" / "store_purchases_2026-11-10.csv.gz"

    simulation.write_day(FIRST_NIGHT)
    with pytest.raises((EOFError, zlib.error)):
        gzip.decompress(receipts.read_bytes())

    simulation.write_day(FIRST_NIGHT + timedelta(days=1))
    assert gzip.decompress(receipts.read_bytes()).startswith(b"receipt_id,")


def test_a_partner_restates_a_day_at_a_higher_cost(shop: Path) -> None:
    def cost(name: str) -> dict[str, int]:
        with (shop / "ad_spend" / name).open() as lines:
            rows = [row for row in csv.DictReader(lines) if row["partner"] == "meta"]
        return {f"{row['campaign']} {row['country']}": int(row["amount_minor"]) for row in rows}

    first, restated = cost("ad_spend_2026-11-08.csv"), cost("ad_spend_2026-11-08_restated.csv")

    assert first.keys() == restated.keys()
    assert all(restated[part] > first[part] for part in first)


def test_days_are_written_in_order(simulate: Simulate) -> None:
    simulation, _ = simulate()

    with pytest.raises(ValueError, match="2026-11-10 is next"):
        simulation.write_day(FIRST_NIGHT + timedelta(days=1))


def test_apple_counts_the_installs_that_networks_brought_on_ios_a_day_or_two_later(shop: Path, read: Rows) -> None:
    nobody = ("organic", "af_app_invites")
    brought = [
        row["install_time"][:10]
        for row in read(shop, "installs")
        if row.get("platform") == "ios" and row.get("media_source", "organic") not in nobody
    ]
    posted = list(read(shop, "skan_postbacks"))

    before_the_last_day = sum(day < max(brought) for day in brought)
    assert 0.8 * before_the_last_day < sum(int(row["postbacks"]) for row in posted) < len(brought)
    assert min(row["posted_on"] for row in posted) > min(brought)
