"""How persons that were found are held against the truth."""

from __future__ import annotations

from demo.simulator.humans import Identifier
from demo.simulator.verdict import as_kept, by_person, judge

ADA: frozenset[Identifier] = frozenset({("user_id", "u1"), ("device_id", "d1"), ("device_id", "tablet")})
BEN: frozenset[Identifier] = frozenset({("user_id", "u2"), ("device_id", "d2"), ("device_id", "tablet")})


def test_what_is_found_whole_is_right_and_a_shared_thing_is_missed_by_all_but_one() -> None:
    verdict = judge([ADA, BEN], [ADA, BEN - {("device_id", "tablet")}])

    assert verdict.right == 4
    assert not verdict.wrong
    assert {frozenset(pair) for pair in verdict.missed} == {
        frozenset({("device_id", "tablet"), ("user_id", "u2")}),
        frozenset({("device_id", "tablet"), ("device_id", "d2")}),
    }
    assert verdict.precision == 1
    assert verdict.recall == 4 / 6


def test_two_humans_in_one_person_are_wrong_by_every_pair_of_theirs() -> None:
    verdict = judge([ADA, BEN], [ADA | BEN])

    assert len(verdict.wrong) == 4
    assert verdict.recall == 1


def test_identifiers_that_were_never_seen_are_not_missed() -> None:
    assert not judge([ADA], [[("user_id", "u1")]]).missed


def test_addresses_are_compared_by_their_hash() -> None:
    (kept,) = as_kept([[("email", "ada@example.com"), ("user_id", "u1")]], b"k" * 16)

    assert ("user_id", "u1") in kept
    assert {len(value) for kind, value in kept if kind == "email"} == {64}


def test_rows_are_gathered_by_person() -> None:
    assert by_person([(1, "user_id", "u1"), (2, "user_id", "u2"), (1, "device_id", "d1")]) == [
        {("user_id", "u1"), ("device_id", "d1")},
        {("user_id", "u2")},
    ]
