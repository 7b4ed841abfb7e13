"""What a night thinks of its feeds."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.integration.load.conftest import AS_OF, EVENTS

from roundtrip.load import OvertakenNight, closed_on, load_night

STATUS = (
    "select is_present, is_fresh, is_enough, rows_tonight from raw.feed_status where feed = 'events' and as_of = %s"
)


def events(*times: str) -> str:
    return "".join(json.dumps({"event_id": at, "occurred_at": at}) + "\n" for at in times)


def test_a_feed_is_fresh_while_its_newest_event_is_young_enough_in_the_reporting_zone(land, load, look):
    land("events/a.ndjson", events("2026-11-09T10:59:59Z"))  # 36 hours before 2026-11-11 00:00 in Berlin, less a second
    load("events", AS_OF)
    load("events", date(2026, 11, 11))
    assert look(STATUS, AS_OF) == [(True, True, True, 1)]
    assert look(STATUS, date(2026, 11, 11)) == [(True, False, False, 0)]


def test_an_event_of_the_future_does_not_make_a_feed_fresh(land, load, look):
    land("events/a.ndjson", events("2026-11-01T10:00:00Z", "2026-11-11T10:00:00Z"))
    assert load("events").loaded == 2
    assert look(STATUS, AS_OF) == [(True, False, True, 2)]


def test_a_feed_whose_rows_state_no_time_is_as_fresh_as_its_last_file(contracts, land, load, look):
    contracts(events=EVENTS.replace("event_time: occurred_at\n", ""))
    land("events/a.ndjson", events("1999-01-01T00:00:00Z"))
    load("events", AS_OF)
    load("events", date(2026, 11, 12))
    assert look(STATUS, AS_OF) == [(True, True, True, 1)]
    assert look(STATUS, date(2026, 11, 12)) == [(True, False, False, 0)]


def test_the_same_night_again_says_the_same(land, load, look):
    land("events/a.ndjson", events("2026-11-09T10:00:00Z") + "bad\n")
    everything = (
        "select * from raw.feed_status",
        "select * from raw.batch",
        "select * from raw.quarantine",
        "select * from raw.events",
    )
    load("events")
    before = [look(query) for query in everything]
    load("events")
    assert [look(query) for query in everything] == before


def test_an_overtaken_night_leaves_tonights_file_alone(land, load, look, act_as):
    act_as(None).execute(
        "insert into crm.run (as_of, step, status, code_version) values ('2026-11-20', 'build', 'done', 'test')"
    )
    land("events/a.ndjson", events("2026-11-20T10:00:00Z"))
    with pytest.raises(OvertakenNight, match="2026-11-20"):
        load("events")
    assert look("select * from raw.feed_status") == []
    assert load("events", date(2026, 11, 21)).loaded == 1


def test_a_later_night_does_not_change_what_an_earlier_one_thought(land, load, look):
    land("events/a.ndjson", events("2026-11-01T10:00:00Z"))
    load("events", AS_OF)
    land("events/b.ndjson", events("2026-11-09T11:00:00Z", "2026-11-09T11:00:01Z"))
    load("events", date(2026, 11, 11))
    load("events", AS_OF)
    assert look(STATUS, AS_OF) == [(True, False, True, 1)]
    assert look(STATUS, date(2026, 11, 11)) == [(True, True, True, 2)]


def test_each_feed_leaves_a_run_with_its_counts(land, load, look):
    land("events/a.ndjson", events("2026-11-09T10:00:00Z", "2026-11-09T10:00:00Z") + "bad\n")
    load("events")
    assert look("select step, scope, status, counts from crm.run") == [
        (
            "load",
            "events",
            "done",
            {
                "files": 1,
                "files_skipped": 0,
                "files_refused": 0,
                "rows_in": 3,
                "loaded": 1,
                "quarantined": 1,
                "duplicates": 1,
            },
        )
    ]


def test_a_feed_nobody_declared_is_an_error_that_names_those_there_are(contracts):
    with pytest.raises(ValueError, match=r"evnts; there are events, receipts"):
        load_night(AS_OF, feeds=["evnts"])


def test_a_closed_data_set_says_when_it_ended_once_its_files_are_there(contracts, land):
    contracts(events=EVENTS + "optional: true\nclosed_on: 2018-08-26\n")
    assert closed_on() is None
    land("events/a.ndjson", "")
    assert closed_on() == date(2018, 8, 26)
