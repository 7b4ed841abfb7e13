"""Rows as the check reads them."""

from __future__ import annotations

from typing import Any

import pytest

from roundtrip import declared
from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed
from roundtrip.load.tidy import tidied


@pytest.fixture(scope="module")
def feed() -> Feed:
    (contract,) = [feed for feed in declared.feeds() if feed.name == "app_events"]
    columns = {
        "email": Column(type="email", inside="context.traits"),
        "token": Column(type="text", inside="context.device", named="push.token"),
        "device_id": Column(type="text", means_none=("0000", "None")),
    }
    return contract.model_copy(update={"columns": columns})


@pytest.mark.parametrize(
    ("row", "tidy"),
    [
        (
            {"context": {"traits": {"email": "a@x.org", "plan": "free"}, "ip": "::1"}},
            {"context": {"traits": {"plan": "free"}, "ip": "::1"}, "context.traits.email": "a@x.org"},
        ),
        (
            {"context": {"device": {"push.token": "t", "id": 1}}},
            {"context": {"device": {"id": 1}}, "context.device.push.token": "t"},
        ),
        ({"context": {"traits": None}}, {"context": {"traits": None}}),
        ({"context": "free text"}, {"context": "free text"}),
        ({"context": {"traits": ["email"]}}, {"context": {"traits": ["email"]}}),
        ({"device_id": "0000"}, {"device_id": None}),
        ({"device_id": "00000"}, {"device_id": "00000"}),
        ({"device_id": ["0000"]}, {"device_id": ["0000"]}),
        ({}, {}),
    ],
)
def test_a_row_is_tidied_once_and_for_all(feed: Feed, row: dict[str, Any], tidy: dict[str, Any]):
    tidied(feed)([row])
    assert row == tidy
    tidied(feed)([row])
    assert row == tidy
