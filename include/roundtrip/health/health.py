"""The warehouse's health as one thing, ready for JSON: what dbt counted, against what contracts and campaigns want."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from roundtrip import declared
from roundtrip.db.sections import Rows, results_sections
from roundtrip.domain.feed import Feed
from roundtrip.health.advice import Advice, advice
from roundtrip.health.wants import wants


class FeedHealth(BaseModel):
    """A feed on the newest night. Rows are that night's; usual_loaded is the median of the nights before."""

    feed: str
    is_present: bool
    is_optional: bool
    is_fresh: bool
    is_enough: bool
    last_came_on: date | None
    newest_at: datetime | None
    hours_late: float | None
    """Beyond the freshness its contract asks for; None while it is in time or absent."""
    loaded: int
    usual_loaded: float | None
    rows_in: int
    quarantined: int
    files_refused: int
    loaded_so_far: int | None = None
    rows_identified: int | None = None
    """Of loaded_so_far, rows that hold an identifier; None where the feed is about nobody."""
    people: int | None = None
    people_with_account: int | None = None
    people_elsewhere: int | None = None
    """Of its people, those whom another feed names too."""
    needed_for: str


class Join(BaseModel):
    """Of the people of one feed, how many another knows."""

    feed: str
    other_feed: str
    people: int
    people_in_both: int


class Reach(BaseModel):
    """A channel: people known, and how many of them are left at each condition."""

    channel: str
    people: int
    with_address: int
    with_consent: int
    suppressed: int
    reachable: int


class Health(BaseModel):
    """What `roundtrip doctor` says of the data; as_of is None before the first night."""

    as_of: date | None
    feeds: list[FeedHealth]
    joins: list[Join]
    reach: list[Reach]
    ask_next: list[Advice]
    """Absent feeds, the one to ask for next first."""
    missing: list[str]
    """Tables that are not built yet."""


def health() -> Health:
    """The newest night's health; before the first night, what to ask for."""
    contracts = declared.feeds()
    found, missing = results_sections(Path(__file__).with_name("results"))
    people = {row["feed"]: row for row in found["people"]}
    feeds = [judged(row, people.get(row["feed"], {}), contracts) for row in found["feeds"]]
    present = {feed.feed for feed in feeds if feed.is_present}
    return Health(
        as_of=next((row["as_of"] for row in found["feeds"]), None),
        feeds=feeds,
        joins=_rows(found["joins"], Join),
        reach=_rows(found["channels"], Reach),
        ask_next=advice(contracts, wants(contracts), present),
        missing=missing,
    )


def _rows(rows: Rows, model: type[Any]) -> list[Any]:
    return [model(**row) for row in rows]


def judged(row: Mapping[str, Any], people: Mapping[str, Any], contracts: list[Feed]) -> FeedHealth:
    """A row of rpt_feed_status with one of rpt_feed_people (empty where the feed names nobody), against its contract."""
    contract = next((feed for feed in contracts if feed.name == row["feed"]), None)
    renamed = {"loaded_so_far" if name == "loaded" else name: value for name, value in people.items()}
    return FeedHealth(**{**row, **renamed}, hours_late=_hours_late(row, contract))


def _hours_late(row: Mapping[str, Any], contract: Feed | None) -> float | None:
    """Against the moment the night stands at, as the night itself judged it."""
    if contract is None or row["newest_at"] is None or row["is_fresh"]:
        return None
    late: timedelta = row["data_through_at"] - row["newest_at"] - contract.freshness
    return round(late.total_seconds() / 3600, 1)
