"""The truth about who is one human agrees with every row of every file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.simulator import Identifier
from demo.simulator.shared_devices import DEMO_PHONES, FAMILY, TABLETS, TRIERS
from roundtrip import load
from roundtrip.domain.feed import Feed
from roundtrip.load import value

Rows = Callable[[Path, str], Iterator[dict[str, Any]]]
Humans = list[frozenset[Identifier]]
NORMALISED = {"email": value.email, "phone": value.phone}


def identifiers(feed: Feed, row: dict[str, Any]) -> frozenset[Identifier]:
    """Of one row, as the loader compares them."""
    return frozenset(
        (column.identifies, NORMALISED.get(column.identifies, str)(row[column.named or name]))
        for name, column in feed.columns.items()
        if column.identifies and row.get(column.named or name)
    )


@pytest.fixture(scope="module")
def told(shop: Path, read: Rows) -> dict[str, set[frozenset[Identifier]]]:
    """By feed, every set of identifiers that stand in one row."""
    return {
        feed.name: {identifiers(feed, row) for row in read(shop, feed.name) if "-broken" not in str(row)}
        - {frozenset()}
        for feed in load.feeds()
    }


@pytest.fixture(scope="module")
def by_identifier(humans: Humans) -> dict[Identifier, set[int]]:
    found: dict[Identifier, set[int]] = defaultdict(set)
    for position, human in enumerate(humans):
        for identifier in human:
            found[identifier].add(position)
    return found


def test_no_row_ties_two_humans(
    told: dict[str, set[frozenset[Identifier]]], by_identifier: dict[Identifier, set[int]]
) -> None:
    for feed, rows in told.items():
        for row in rows:
            assert set.intersection(*(by_identifier[identifier] for identifier in row)), f"{feed}: {sorted(row)}"


def test_every_kind_of_identifier_is_told(told: dict[str, set[frozenset[Identifier]]]) -> None:
    kinds = Counter(kind for rows in told.values() for row in rows for kind, _ in row)

    assert kinds.keys() == {"user_id", "anonymous_id", "device_id", "web_cookie", "email", "phone", "loyalty_card"}


def test_what_is_shared_is_little_and_known(by_identifier: dict[Identifier, set[int]]) -> None:
    holders = {identifier: len(found) for identifier, found in by_identifier.items() if len(found) > 1}
    devices = Counter(size for (kind, _), size in holders.items() if kind == "device_id")

    assert devices == {2: 10, FAMILY: TABLETS, TRIERS: DEMO_PHONES}
    assert {kind for kind, _ in holders} == {"device_id", "anonymous_id", "email"}
    assert all(size == 2 for (kind, _), size in holders.items() if kind == "email")


@pytest.mark.parametrize(
    ("outside", "kind"), [("leads", "email"), ("web_visits", "web_cookie"), ("loyalty_members", "loyalty_card")]
)
def test_people_known_outside_turn_up_in_the_app_and_others_never_do(
    told: dict[str, set[frozenset[Identifier]]], outside: str, kind: str
) -> None:
    """Both happen, so that there are people to merge and people who stay prospects."""
    in_app = {i for feed in ("profiles", "web_visits") for row in told[feed] for i in row if "user_id" in dict(row)}
    alone = {i for row in told[outside] for i in row if i[0] == kind and "user_id" not in dict(row)}

    assert len(alone & in_app) > 5
    assert len(alone - in_app) > 50
