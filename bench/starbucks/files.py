"""The figures by pandas from the feed's files. It shares no code with the warehouse, so that it can contradict it."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd

STARTED_AT = pd.Timestamp("2018-07-27", tz="UTC")
"""The publisher states hours since the start; this is what dbt_project.yml assumes it was."""
KNOWN_UNTIL = pd.Timestamp("2018-08-26")
AGES = [0, 18, 25, 35, 45, 55, 65, 200]
INCOMES = [0, 20_000, 40_000, 60_000, 80_000, 120_000, 10**9]
LATER = (1, 3, 7, 14)
MANY = 10
"""Orders from which on members are counted together."""
NOT_STATED = 118
"""What the publisher writes for an age nobody stated."""


def figures(feed: Path, zone: str) -> pd.Series:
    """Every figure by (asked, who), as bench/starbucks/marts.sql calls them; days begin and end in `zone`."""
    members, orders = _members(feed), _orders(feed, zone)
    bought = orders.groupby("person").agg(orders=("cents", "size"), cents=("cents", "sum"))
    members = members.join(bought, on="id").fillna({"orders": 0, "cents": 0})
    days = orders.drop_duplicates(["person", "day"])[["person", "day"]]
    days = days.assign(first=days.groupby("person")["day"].transform("min"))
    number = members["orders"].astype(int)
    found = {
        "members": {"all": len(members)},
        "members by gender": members["gender"].value_counts(),
        "members by age": _band(members["age"], AGES).value_counts(),
        "members by income": _band(members["income"], INCOMES).value_counts(),
        "spent by gender, cents": members.groupby("gender")["cents"].sum(),
        "members by number of orders": number.astype(str).where(number < MANY, f"{MANY} and more").value_counts(),
        "days with an order, all members": {"all": len(days)},
        "first orders by week of the programme": _first_weeks(days),
        "bought again, exactly so many days later": {str(n): _exactly(days, n) for n in LATER},
        "bought again, so many days later or after": {str(n): _or_after(days, n) for n in LATER},
    }
    flat = {(asked, str(who)): int(n) for asked, rows in found.items() for who, n in dict(rows).items()}
    return pd.Series(flat, name="pandas")


def _members(feed: Path) -> pd.DataFrame:
    members = pd.read_json(feed / "profile.json.gz", lines=True, dtype={"id": str})
    members["age"] = members["age"].where(members["age"] != NOT_STATED)
    members["gender"] = members["gender"].fillna("unknown")
    return members


def _orders(feed: Path, zone: str) -> pd.DataFrame:
    """One row per transaction: person, day (a naive date of the zone), cents. A line that says exactly what another said
    is the same transaction; the sum is taken as written, in cents."""
    with gzip.open(feed / "transcript.json.gz", "rt") as lines:
        events = [json.loads(line) for line in lines if line.strip()]
    paid = {(e["person"], e["time"], e["value"]["amount"]) for e in events if e["event"] == "transaction"}
    orders = pd.DataFrame(sorted(paid), columns=["person", "hour", "amount"])
    at = STARTED_AT + pd.to_timedelta(orders["hour"], unit="h")
    return orders.assign(
        day=at.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize(), cents=(orders["amount"] * 100).round()
    )


def _band(values: pd.Series, edges: list[int]) -> pd.Series:
    labels = [f"under {edges[1]}", *(f"{low}-{high - 1}" for low, high in pairwise(edges[1:-1]))]
    banded = pd.cut(values, edges, right=False, labels=[*labels, f"{edges[-2]}+"])
    return banded.astype(object).where(values.notna(), "unknown")


def _first_weeks(days: pd.DataFrame) -> pd.Series:
    firsts = days.groupby("person")["day"].min()
    return ((firsts - STARTED_AT.tz_localize(None)).dt.days // 7).value_counts()


def _exactly(days: pd.DataFrame, n: int) -> int:
    old = days["first"] + pd.Timedelta(days=n) < KNOWN_UNTIL
    return int((old & (days["day"] == days["first"] + pd.Timedelta(days=n))).sum())


def _or_after(days: pd.DataFrame, n: int) -> int:
    old = days["first"] + pd.Timedelta(days=n) < KNOWN_UNTIL
    return int(days[old & (days["day"] >= days["first"] + pd.Timedelta(days=n))]["person"].nunique())
