"""Files that come again: late, repeated, corrected, restated. What the how-to promises, case by case."""

from __future__ import annotations

import json
import os
from datetime import date

from tests.integration.load.conftest import EVENTS

SPEND = """
feed: spend
files: spend/*.csv*
format: csv
mode: replace_partition
partition: [partner, spent_on]
key: [partner, spent_on, campaign]
event_time: spent_on
freshness: 3 days
minimum_rows: 0
unknown_columns: keep
side: app
needed_for: tests
columns:
  partner:  {type: text, required: true}
  spent_on: {type: date, required: true}
  campaign: {type: text, required: true}
  amount:   {type: integer, required: true}
"""
A = "partner,spent_on,campaign,amount\nmeta,2026-11-08,one,100\nmeta,2026-11-08,two,50\n"
B = "partner,spent_on,campaign,amount\nmeta,2026-11-08,one,70\n"
COUNTS = """
select campaign, amount
from (select *, max(batch_id) over (partition by partner, spent_on) as newest from raw.spend) as stated
where batch_id = newest
order by campaign
"""
"""As staging reads a feed that replaces partitions."""


def event(number: int, **more: object) -> str:
    return json.dumps({"event_id": f"e{number}", "occurred_at": "2026-11-09T10:00:00Z"} | more) + "\n"


def test_of_a_file_restated_there_and_back_the_newest_statement_counts(contracts, land, load, look):
    contracts(spend=SPEND)
    for content, expected in ((A, [("one", 100), ("two", 50)]), (B, [("one", 70)]), (A, [("one", 100), ("two", 50)])):
        land("spend/meta.csv", content, age=0)
        assert load("spend").files == 1
        assert look(COUNTS) == expected
    assert look("select count(*), count(distinct checksum) from raw.batch") == [(3, 2)]
    assert load("spend").skipped == 1


def test_a_statement_taken_back_under_another_name_counts_too(contracts, land, load, look):
    contracts(spend=SPEND)
    for name, content in (("a.csv", A), ("b.csv", B), ("c.csv", A)):
        land(f"spend/{name}", content)
        assert load("spend").files == 1
    assert look(COUNTS) == [("one", 100), ("two", 50)]


def test_a_file_that_was_only_touched_restates_nothing(contracts, land, load, look):
    contracts(spend=SPEND)
    first = land("spend/a.csv", A)
    load("spend")
    land("spend/b.csv", B)
    load("spend")
    os.utime(first)
    assert load("spend").files == 0
    assert look(COUNTS) == [("one", 70)]


def test_a_partition_restated_twice_in_one_night_counts_in_the_order_of_names(contracts, land, load, look):
    contracts(spend=SPEND)
    land("spend/2026-11-09.csv", B)
    land("spend/2026-11-08.csv", A)
    assert load("spend").files == 2
    assert look(COUNTS) == [("one", 70)]


def test_a_late_file_is_loaded_by_the_night_that_finds_it(land, load, look):
    land("events/b.ndjson", event(2))
    load("events")
    land("events/a.ndjson", '{"event_id": "e1", "occurred_at": "2026-10-01T10:00:00Z"}\n')
    assert load("events", date(2026, 11, 12)).loaded == 1
    assert look("select event_id, known_as_of::text from raw.events order by 1") == [
        ("e1", "2026-11-12"),
        ("e2", "2026-11-10"),
    ]


def test_an_append_feed_that_goes_back_to_old_bytes_has_nothing_new_to_say(land, load, look):
    for content in (event(1), event(1) + event(2), event(1)):
        land("events/a.ndjson", content, age=0)
        load("events")
    assert look("select event_id from raw.events order by 1") == ["e1", "e2"]


def test_a_column_that_is_new_is_kept_and_reported_and_one_that_moved_is_found_by_its_name(land, load, look):
    land("receipts/a.csv", "note,amount,shop,receipt_id,bought_at\nhi,5,Köln,r1,2026-11-09T10:00:00Z\n")
    assert load("receipts").unknown_columns == {"shop"}
    assert look("select receipt_id, amount, note, extra from raw.receipts") == [("r1", 5, "hi", {"shop": "Köln"})]


def test_a_column_that_changed_its_type_costs_the_rows_that_changed(land, load, quarantined):
    land("events/a.ndjson", event(1, amount=5) + event(2, amount="5") + event(3, amount=6))
    brought = load("events")
    assert (brought.loaded, brought.quarantined) == (2, 1)
    assert [(row.line, row.field, row.reason) for row in quarantined()] == [(2, "amount", "not an integer")]


def test_a_repeated_key_among_many_sends_the_rest_through_the_stage(contracts, land, load, look, monkeypatch):
    """In chunks of a few rows: those before the repetition stand, it and what follows are looked up, none is lost."""
    monkeypatch.setattr("roundtrip.load.arrivals.CHUNK_BYTES", 2_000)
    monkeypatch.setattr("roundtrip.load.reader.BLOCK", 1_000)
    contracts(events=EVENTS)
    land("events/a.ndjson", "".join(event(n % 90, amount=n) for n in range(100)) + event(200))
    brought = load("events")
    assert (brought.rows_in, brought.loaded, brought.duplicates) == (101, 91, 10)
    assert look("select count(*), max(amount) from raw.events") == [(91, 89)]
