"""Which absent feed to ask for first: what it opens, shared with what else is lacking."""

from __future__ import annotations

from typing import Any

import pytest

from roundtrip import declared
from roundtrip.domain.feed import Feed
from roundtrip.health.advice import advice
from roundtrip.health.wants import Want, wants


def feed(name: str, *kinds: str, **more: Any) -> Feed:
    columns: dict[str, Any] = {"row_id": {"type": "text", "required": True}}
    columns |= {kind: {"type": "text", "identifies": kind} for kind in kinds}
    return Feed.model_validate(
        {"feed": name, "files": f"{name}/*", "format": "csv", "mode": "append", "key": ["row_id"], "freshness": "1 day"}
        | {"minimum_rows": 0, "unknown_columns": "keep", "side": "app", "needed_for": "x", "columns": columns}
        | more
    )


def want(name: str, *needs: str) -> Want:
    """`needs` as in "a|b": either feed will do."""
    return Want("segment", name, frozenset(frozenset(need.split("|")) for need in needs))


def asked(wanted: list[Want], *present: str) -> dict[str, float]:
    feeds = [feed(name) for name in "abc"]
    return {found.feed: round(found.weight, 2) for found in advice(feeds, wanted, set(present))}


def test_what_lacks_one_feed_weighs_more_than_what_lacks_two():
    assert list(asked([want("one", "b"), want("two", "a", "c")]).items()) == [("b", 1.0), ("a", 0.5), ("c", 0.5)]


def test_what_is_here_is_neither_asked_for_nor_lacked():
    assert asked([want("two", "a", "c")], "a") == {"c": 1.0, "b": 0.0}


def test_either_of_two_closes_a_gap():
    assert asked([want("x", "a|b", "c")]) == {"a": 0.5, "b": 0.5, "c": 0.5}
    assert asked([want("x", "a|b", "c")], "b") == {"c": 1.0, "a": 0.0}


def test_what_else_is_lacking_is_said():
    (first, *_) = advice([feed("a"), feed("b"), feed("c")], [want("x", "a", "b|c")], set())
    assert [(opened.name, opened.lacks_also) for opened in first.opens] == [("x", ["b or c"])]


def test_of_equals_the_one_whose_people_we_can_tell_comes_first():
    feeds = [feed("a", "web_cookie"), feed("b", "user_id", "device_id"), feed("here", "user_id")]
    found = advice(feeds, [], {"here"})
    assert [(each.feed, each.joins_by) for each in found] == [("b", ["user_id"]), ("a", [])]


def test_a_kind_that_every_row_has_counts_before_one_that_some_have():
    column = {"type": "text", "required": True, "identifies": "user_id"}
    sure = feed("z", columns={"row_id": {"type": "text", "required": True}, "user_id": column})
    found = advice([feed("a", "user_id"), sure, feed("here", "user_id")], [], {"here"})
    assert [each.feed for each in found] == ["z", "a"]


def test_of_what_would_do_only_what_is_asked_for_is_named():
    (first, *_) = advice([feed("a"), feed("b"), feed("c", optional=True)], [want("x", "a", "b|c")], set())
    assert first.opens[0].lacks_also == ["b"]


def test_an_example_is_never_asked_for():
    assert advice([feed("a", optional=True)], [want("x", "a")], set()) == []


@pytest.fixture
def ours() -> list[Want]:
    return wants(declared.feeds())


def test_our_own_segments_and_campaigns_want_real_feeds(ours):
    names = {contract.name for contract in declared.feeds()}
    assert {name for each in ours for need in each.needs for name in need} <= names
    assert {each.kind for each in ours} >= {"segment", "channel", "campaign"}


def test_a_marketing_campaign_wants_its_segment_an_address_and_consent(ours):
    by_name = {(each.kind, each.name): each.needs for each in ours}
    win_back = by_name["campaign", "win_back"]
    assert by_name["segment", "lapsed_buyers"] < win_back
    assert by_name["channel", "email"] < win_back
    assert frozenset({"consents"}) in win_back
