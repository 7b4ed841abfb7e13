"""One file: loaded once, as a whole or not at all, and only when it is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest
from psycopg.errors import UniqueViolation
from tests.integration.load.conftest import AS_OF, EVENTS, RECEIPTS

from roundtrip.load import file as file_module
from roundtrip.load import load_night
from roundtrip.load.landing import LandedFile
from roundtrip.load.reader import Reader

HEADER = "receipt_id,bought_at,amount,note\n"


def event(number: int, **more: object) -> str:
    fields = {"event_id": f"e{number}", "occurred_at": "2026-11-09T10:00:00Z"} | more
    return json.dumps(fields) + "\n"


def test_a_file_is_loaded_once_and_not_even_opened_again(land, load, look, monkeypatch):
    land("events/a.ndjson", event(1) + event(2))
    assert load("events").loaded == 2
    monkeypatch.setattr(LandedFile, "open", lambda _: pytest.fail("read again"))
    again = load("events")
    assert (again.files, again.skipped, again.rows_in) == (0, 1, 0)
    assert look("select count(*) from raw.batch") == [1]


def test_the_same_bytes_under_another_name_are_the_same_file(land, load, look):
    land("events/a.ndjson", event(1))
    land("events/b.ndjson", event(1))
    assert load("events").skipped == 1
    assert look("select file from raw.batch") == ["events/a.ndjson"]


def test_a_corrected_file_is_loaded_and_what_was_there_before_counts_as_duplicate(land, load, look):
    land("events/a.ndjson", event(1) + "half a li")
    first = load("events")
    land("events/a.ndjson", event(1) + event(2), age=0)
    second = load("events")
    assert (first.loaded, first.quarantined) == (1, 1)
    assert (second.loaded, second.duplicates) == (1, 1)
    assert look("select event_id from raw.events order by event_id") == ["e1", "e2"]


def test_a_refused_file_is_loaded_once_it_is_whole(land, load, look):
    path = land("events/a.ndjson.gz", event(1) * 100 + event(2))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert list(load("events").refused) == ["events/a.ndjson.gz"]
    path.write_bytes(whole)
    after = load("events")
    assert (after.refused, after.loaded) == ({}, 2)
    assert look("select files_refused from raw.feed_status") == [0]


def test_a_refused_file_stops_alone(land, load):
    land("receipts/a.csv", "nonsense\n")
    land("receipts/b.csv", HEADER + "r1,2026-11-09T10:00:00Z,1,\n")
    brought = load("receipts")
    assert list(brought.refused) == ["receipts/a.csv"]
    assert brought.loaded == 1


def test_an_empty_file_is_loaded_with_no_row(land, load, look):
    empty = {
        "events/a.ndjson": "",
        "events/b.ndjson": "\ufeff",
        "events/c.ndjson.gz": "",
        "receipts/a.csv": "",
        "receipts/b.csv": HEADER,
    }
    for name, content in empty.items():
        land(name, content)
    assert load("events").refused == load("receipts").refused == {}
    assert look("select file, rows_in + rows_loaded + rows_quarantined + rows_duplicate from raw.batch order by 1") == [
        (name, 0) for name in empty
    ]


def test_a_byte_order_mark_belongs_to_no_field(land, load, look):
    land("receipts/a.csv", "\ufeff" + HEADER + "r1,2026-11-09T10:00:00Z,1,\n")
    land("events/a.ndjson", "\ufeff" + event(1))
    assert load("receipts").loaded == 1
    assert load("events").loaded == 1


def test_a_draft_is_no_file_yet(land, load):
    for name in (
        "a.ndjson.tmp",
        "a.ndjson.part",
        "a.ndjson.crdownload",
        "a.ndjson.inprogress",
        ".a.ndjson",
        "_a.ndjson",
    ):
        land(f"events/{name}", event(1))
    land("events/a.ndjson", event(1))
    assert load("events").counts["files"] == 1


def test_a_young_plain_file_with_an_unfinished_line_is_still_being_written(land, load):
    land("events/a.ndjson", event(1).strip(), age=1)
    assert "still being written" in load("events").refused["events/a.ndjson"]


def test_an_old_one_just_lacks_its_last_newline(land, load):
    land("events/a.ndjson", event(1).strip(), age=600)
    assert load("events").loaded == 1


@pytest.mark.parametrize(
    "change",
    [lambda path: path.open("a").write(event(3)), os.utime, lambda path: path.unlink()],
    ids=["grows", "is touched", "vanishes"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    land, load, look, monkeypatch, change: Callable[[Path], object]
):
    path = land("events/a.ndjson", event(1) + event(2))
    read = Reader.blocks

    def blocks(self: Reader):
        yield from read(self)
        change(path)

    monkeypatch.setattr(Reader, "blocks", blocks)
    assert "changed while it was read" in load("events").refused["events/a.ndjson"]
    assert look("select count(*) from raw.events") == [0]


def test_a_load_that_dies_leaves_nothing_behind(land, load, look, monkeypatch):
    land("events/a.ndjson", event(1) + "bad\n")
    monkeypatch.setattr(file_module.FileLoader, "_record", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load("events")
    assert look(
        "select (select count(*) from raw.events) + (select count(*) from raw.quarantine) + (select count(*) from raw.batch)"
    ) == [0]
    assert look("select status from crm.run where step = 'load'") == ["failed"]


def test_two_loaders_of_overlapping_files_load_each_key_once(land, contracts, look):
    for number in range(4):
        land(f"events/{number}.ndjson", "".join(event(n) for n in range(number * 500, number * 500 + 1500)))
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: load_night(AS_OF, feeds=["events"]), range(3)))
    assert look("select count(*), count(distinct event_id) from raw.events") == [(3000, 3000)]
    assert look("select count(*), sum(rows_loaded) from raw.batch") == [(4, 3000)]
    assert sum(report.counts["loaded"] for report in reports) == 3000


def test_of_one_key_in_one_file_the_first_line_is_loaded(land, load, look):
    land("events/a.ndjson", event(1, amount=1) + event(1, amount=2) + event(2) + event(1, amount=1))
    brought = load("events")
    assert (brought.loaded, brought.duplicates) == (2, 2)
    assert look("select event_id, amount from raw.events order by line") == [("e1", 1), ("e2", None)]


@pytest.mark.parametrize("ending", ["", event(1, kind="close"), '{"event_id": "e9'], ids=["good", "repeats", "bad row"])
def test_the_key_is_guarded_whatever_the_first_file_of_an_empty_table_held(land, load, look, act_as, ending):
    land("events/a.ndjson", event(1) + event(2) + ending)
    load("events")
    assert look("select event_id, kind from raw.events order by event_id") == [("e1", None), ("e2", None)]
    with pytest.raises(UniqueViolation):
        act_as(None).execute("insert into raw.events select * from raw.events")


def test_a_first_file_that_is_refused_leaves_the_key_guarded(land, load, look):
    path = land("events/a.ndjson.gz", event(1) * 100)
    path.write_bytes(path.read_bytes()[:-20])
    assert load("events").refused
    unique = "select count(*) from pg_index where indrelid = 'raw.events'::regclass and indisunique"
    assert look(unique) == [1]


def test_upsert_keeps_each_new_version_and_drops_what_says_the_same(land, contracts, load, look):
    contracts(events=_events("mode: upsert"))
    land("events/a.ndjson", event(1, amount=1) + event(1, amount=1) + event(1, amount=2))
    land(
        "events/b.ndjson",
        '{"amount": 2, "occurred_at": "2026-11-09T11:00:00+01:00", "event_id": "e1"}\n' + event(1, amount=3),
    )
    brought = load("events")
    assert (brought.loaded, brought.duplicates) == (3, 2)
    assert look("select amount from raw.events order by amount") == [1, 2, 3]


def test_replace_partition_keeps_every_delivery_for_staging_to_choose_from(land, contracts, load, look):
    contracts(events=_events("mode: replace_partition\npartition: [event_id]"))
    land("events/a.ndjson", event(1, amount=1) + event(1, amount=1))
    land("events/b.ndjson", event(1, amount=2) + event(1, amount=1))
    brought = load("events")
    assert (brought.loaded, brought.duplicates) == (2, 2)
    assert look("select amount from raw.events order by batch_id") == [1, 2]


def test_equal_numbers_written_differently_are_one_key(land, contracts, load):
    contracts(
        receipts=RECEIPTS.replace("key: [receipt_id]", "key: [rate]").replace(
            "\ncolumns:", "\ncolumns:\n  rate: {type: number, required: true}"
        )
    )
    header = "rate," + HEADER
    land("receipts/a.csv", header + "1.0,r1,2026-11-09T10:00:00Z,1,\n1,r2,2026-11-09T10:00:00Z,1,\n")
    land("receipts/b.csv", header + "1.00,r3,2026-11-09T10:00:00Z,1,\n")
    brought = load("receipts")
    assert (brought.loaded, brought.duplicates) == (1, 2)


def test_every_type_arrives_as_it_was_meant(land, load, look):
    land(
        "events/a.ndjson",
        event(
            1,
            amount=7.0,
            ratio=0.1,
            is_new=False,
            born_on="20000229",
            properties={"b": [1, None], "a": "ä\t\n\\N"},
            more={"x": 1},
        )
        + event(2, amount=2**63 - 1, ratio=12345678901234567, is_new=True, born_on="0001-01-01", properties=None)
        + event(3, ratio=-1e-300, born_on="9999-12-31", properties="\\u0000 is harmless here", kind="open"),
    )
    assert load("events").unknown_columns == {"more"}
    assert look(
        "select amount, ratio::text, is_new, born_on::text, properties, extra, batch_id > 0, known_as_of, occurred_at::text"
        " from raw.events order by line"
    ) == [
        (
            7,
            "0.1",
            False,
            "2000-02-29",
            {"b": [1, None], "a": "ä\t\n\\N"},
            {"more": {"x": 1}},
            True,
            AS_OF,
            "2026-11-09 10:00:00+00",
        ),
        (2**63 - 1, "12345678901234567", True, "0001-01-01", None, None, True, AS_OF, "2026-11-09 10:00:00+00"),
        (
            None,
            "-0." + "0" * 299 + "1",
            None,
            "9999-12-31",
            "\\u0000 is harmless here",
            None,
            True,
            AS_OF,
            "2026-11-09 10:00:00+00",
        ),
    ]


def test_times_are_read_in_the_zone_they_state_or_the_contract_gives(land, contracts, load, look):
    contracts(receipts=RECEIPTS + "timezone: Europe/Berlin\n")
    times = [
        "2026-07-01T12:00:00",
        "2026-07-01 12:00:00.123456",
        "2026-07-01T12:00:00-05:00",
        "20260701T120000Z",
        "2026-10-25T02:30:00",
    ]
    land("receipts/a.csv", HEADER + "".join(f"r{n},{at},1,\n" for n, at in enumerate(times)))
    load("receipts")
    assert look("select (bought_at at time zone 'UTC')::text from raw.receipts order by line") == [
        "2026-07-01 10:00:00",
        "2026-07-01 10:00:00.123456",
        "2026-07-01 17:00:00",
        "2026-07-01 12:00:00",
        "2026-10-25 00:30:00",
    ]


def test_columns_are_found_by_name_and_an_empty_field_is_nothing(land, contracts, load, look):
    contracts(
        receipts=RECEIPTS.replace("note:       {type: text}", 'note: {type: text, named: "Note; free"}').replace(
            "format: csv", 'format: csv\ndelimiter: ";"'
        )
    )
    land(
        "receipts/a.csv",
        'amount;new;"Note; free";bought_at;receipt_id\n5;x;;2026-11-09T10:00:00Z;r1\n6;;"";2026-11-09T10:00:00Z;r2\n',
    )
    assert load("receipts").unknown_columns == {"new"}
    assert look("select receipt_id, amount, note, extra from raw.receipts order by line") == [
        ("r1", 5, None, {"new": "x"}),
        ("r2", 6, None, {"new": None}),
    ]


def test_a_contract_may_refuse_what_it_does_not_know(land, contracts, load, quarantined):
    contracts(
        events=_events("mode: append").replace("unknown_columns: keep", "unknown_columns: refuse"),
        receipts=RECEIPTS.replace("unknown_columns: keep", "unknown_columns: refuse"),
    )
    land("events/a.ndjson", event(1, more=1) + event(2))
    land("receipts/a.csv", HEADER.strip() + ",more\n")
    assert load("events").quarantined == 1
    assert [(row.reason, row.field) for row in quarantined()] == [("unknown field", "more")]
    assert "does not know more" in load("receipts").refused["receipts/a.csv"]


def test_a_feed_without_files_is_an_empty_table(load, look):
    assert load("events").files == 0
    assert look("select count(*) from raw.events") == [0]
    assert look("select is_present, is_fresh, is_enough from raw.feed_status") == [(False, False, False)]


def test_the_landing_may_be_anywhere_fsspec_reaches(contracts, load, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_LANDING", "memory://landing")
    memory = fsspec.filesystem("memory")
    memory.pipe("/landing/events/a.ndjson", event(1).encode())
    try:
        assert load("events").loaded == 1
        assert load("events").skipped == 1
    finally:
        memory.rm("/landing", recursive=True)


def test_memory_does_not_grow_with_the_file(land, contracts):
    """150 MB of long rows and bad rows through a process that may take 90 MB for it: 61 whatever the size, and a chunk."""
    path = land("events/a.ndjson", "")
    with path.open("w") as out:
        for n in range(150):
            out.write(event(n, padding="x" * 500_000) + "x" * 500_000 + "\n")
    program = (
        "from datetime import date; from roundtrip import settings; from roundtrip.load import load_night\n"
        f"from pathlib import Path; settings.Settings.include = property(lambda _: Path({str(path.parents[2] / 'include')!r}))\n"
        "peak = lambda: int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
        "before = peak()\n"
        "counts = load_night(date(2026, 11, 10), feeds=['events']).counts\n"
        "assert counts['loaded'] == counts['quarantined'] == 150, counts\n"
        "print((peak() - before) // 1024)\n"
    )
    grown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert int(grown) < 90


def _events(mode: str) -> str:
    return EVENTS.replace("mode: append", mode)


def test_ids_written_as_numbers_are_the_same_text_by_either_path(contracts, land, load, look):
    """A block in which something is off takes the exact path; what it makes of an id must not differ."""
    contracts(events=EVENTS.replace("event_id:    {type: text,", "event_id:    {type: text, unquoted: true,"))
    row = '{{"event_id": {0}, "occurred_at": "2026-11-08T10:00:00Z"}}\n'
    land("events/fine.ndjson", row.format(1) + row.format('"2"'))
    land("events/off.ndjson", row.format(3) + row.format(1) + row.format(4.5) + row.format(2**63) + "broken\n")
    report = load("events")
    assert look("select event_id from raw.events order by event_id") == ["1", "2", "3"]
    assert (report.loaded, report.duplicates, report.quarantined) == (3, 1, 3)


@pytest.mark.parametrize("odd", [0, 1])
def test_a_csv_may_come_without_an_optional_column(contracts, land, load, look, odd):
    """By the column and, where a line is bad, line by line."""
    contracts(receipts=RECEIPTS.replace("note:", "till:  {type: text, optional: true}\n  note:"))
    land("receipts/a.csv", "receipt_id,bought_at,amount,note\nr1,2026-11-09T10:00:00Z,5,n\n" + odd * "r2,x,1,n\n")
    land("receipts/b.csv", "receipt_id,bought_at,amount,note,till\nr3,2026-11-09T10:00:00Z,5,n,t7\n")
    brought = load("receipts")
    assert (brought.loaded, brought.quarantined, brought.refused) == (2, odd, {})
    assert look("select receipt_id, till, note from raw.receipts order by 1") == [("r1", None, "n"), ("r3", "t7", "n")]
