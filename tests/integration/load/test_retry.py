"""Refused rows, tried again: each loads once, or stays with its present reason; what was counted stays true."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.integration.load.conftest import AS_OF, EVENTS, RECEIPTS
from tests.integration.load.mutated.parquet import CONTRACT as VISITS

from roundtrip.db import Role
from roundtrip.domain.tombstone import tombstone_hash
from roundtrip.load import load_night
from roundtrip.load.records import Fault
from roundtrip.load.refused import CorrectedRowsError, RetryError, groups, retry, rows
from roundtrip.load.tombstones import ERASED
from roundtrip.secrets_store import secret

HEADER = "receipt_id,bought_at,amount,note\n"
SHUT = EVENTS.replace("[open, close]", "[open, close, shut]")


def event(number: int, **more: object) -> str:
    return json.dumps({"event_id": f"e{number}", "occurred_at": "2026-11-09T10:00:00Z"} | more) + "\n"


@pytest.fixture
def totals(look: Any) -> Callable[[], tuple[int, ...]]:
    """Rows in, loaded, quarantined and duplicates over all batches; the quarantined are those that are in quarantine now."""

    def counted() -> tuple[int, ...]:
        (sums,) = look(
            "select sum(rows_in)::int, sum(rows_loaded)::int, sum(rows_quarantined)::int, sum(rows_duplicate)::int from raw.batch"
        )
        assert look("select count(*) from raw.open_quarantine where line > 0") == [sums[2]]
        assert sums[0] == sum(sums[1:])
        return sums

    return counted


def test_rows_that_a_corrected_contract_takes_are_loaded_once(land, load, contracts, look, totals):
    land("events/a.ndjson", event(1) + event(2, kind="shut") + event(3, kind="wide") + event(4, kind="shut"))
    land("events/b.ndjson.gz", event(5, kind="shut"))
    load("events")
    assert totals() == (5, 1, 4, 0)
    assert retry("events").loaded == 0, "under the same contract nothing passes"
    contracts(events=SHUT)
    became = retry("events")
    assert (became.loaded, became.duplicates, dict(became.refused)) == (
        3,
        0,
        {Fault("not one of the allowed values", "kind"): 1},
    )
    assert totals() == (5, 4, 1, 0)
    assert look("select event_id from raw.events order by 1") == ["e1", "e2", "e4", "e5"]
    assert look(
        "select file, rows_in, rows_loaded, rows_quarantined from raw.batch where rows_in = 0 order by file"
    ) == [
        ("events/a.ndjson", 0, 2, -2),
        ("events/b.ndjson.gz", 0, 1, -1),
    ]
    assert retry("events").loaded == 0
    assert totals() == (5, 4, 1, 0)


def test_each_retried_row_says_where_it_went(land, load, contracts, look):
    land("events/a.ndjson", event(1) + event(2, kind="shut") + event(4, kind="shut"))
    load("events")
    contracts(events=SHUT)
    retry("events")
    assert look(
        "select q.line, e.event_id from raw.quarantine_retry r join raw.quarantine q using (quarantine_id)"
        " join raw.events e on e.batch_id = r.batch_id and e.line = r.line order by q.line"
    ) == [(2, "e2"), (3, "e4")]


def test_a_file_of_which_every_row_was_refused_can_be_tried_again_byte_for_byte(land, load, contracts, totals):
    land("events/a.ndjson", event(1, kind="shut") + event(2, kind="shut"))
    load("events")
    contracts(events=SHUT)
    assert retry("events").loaded == 2
    assert totals() == (2, 2, 0, 0)


def test_what_fails_stays_with_its_present_reason(land, load, contracts, look):
    land("events/a.ndjson", event(1, amount=-1))
    load("events")
    contracts(events=EVENTS.replace("minimum: 0", "minimum: 5").replace("type: integer, minimum: 5", "type: boolean"))
    with pytest.raises(Exception, match="give the column a new name"):
        retry("events")
    contracts(events=EVENTS.replace("kind:        {type: text, one_of", "kind: {type: text, required: true, one_of"))
    retry("events")
    retry("events")
    assert [(group.reason, group.field, group.lines) for group in groups()] == [("missing", "kind", 1)]
    assert look("select reason from raw.quarantine") == ["below its minimum"], "what was written stays"
    assert look("select count(*) from raw.quarantine_retry") == [1], "a try that changes nothing leaves nothing"


def test_a_row_that_came_by_another_file_meanwhile_is_a_duplicate(land, load, contracts, totals):
    land("events/a.ndjson", event(1, kind="shut"))
    load("events")
    land("events/b.ndjson", event(1, kind="open"))
    load("events")
    contracts(events=SHUT)
    became = retry("events")
    assert (became.loaded, became.duplicates) == (0, 1)
    assert totals() == (2, 1, 0, 1)


def test_only_the_rows_asked_for_are_tried(land, load, contracts):
    land("events/a.ndjson", event(1, kind="shut") + event(2, amount=-1))
    land("events/b.ndjson", event(3, kind="shut"))
    load("events")
    contracts(events=SHUT.replace("minimum: 0", "minimum: -1"))
    assert retry("events", file="events/a.ndjson", reason="below its minimum").loaded == 1
    assert retry("events", reason="not one of the allowed values").loaded == 2


def test_rows_of_which_the_end_is_lost_are_not_tried(land, load, contracts, totals):
    land("events/a.ndjson", event(1, kind="shut", padding="x" * 100_000))
    load("events")
    contracts(events=SHUT)
    became = retry("events")
    assert (became.loaded, became.cut) == (0, 1)
    assert totals() == (1, 0, 1, 0)


def test_rows_of_parquet_are_read_as_the_json_that_was_kept_of_them(contracts, load, look, tmp_path, totals):
    contracts(visits=VISITS)
    at = datetime(2026, 11, 9, tzinfo=UTC)
    rows_of = [{"visit_id": f"v{n}", "started_at": at, "pages": n, "note": "ü"} for n in (-1, 2)]
    (tmp_path / "landing" / "visits").mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows_of), tmp_path / "landing" / "visits" / "a")
    assert load("visits").quarantined == 1
    contracts(visits=VISITS.replace("minimum: 0", "minimum: -1"))
    assert retry("visits").loaded == 1
    assert look("select visit_id, started_at, pages, note from raw.visits order by 1 desc") == [
        ("v2", at, 2, "ü"),
        ("v-1", at, -1, "ü"),
    ]
    assert totals() == (2, 2, 0, 0)


def test_rows_of_a_csv_are_read_under_their_own_header(land, load, contracts, look):
    land("receipts/a.csv", HEADER + 'r1,2026-11-09T10:00:00,1,"two\nlines"\n')
    land("receipts/b.csv", "note,amount,more,bought_at,receipt_id\nx,5,y,2026-11-09T10:00:00,r2\n")
    load("receipts")
    contracts(receipts=RECEIPTS + "timezone: Europe/Berlin\n")
    assert retry("receipts").loaded == 2
    assert look("select receipt_id, amount, note, extra from raw.receipts order by 1") == [
        ("r1", 1, "two\nlines", None),
        ("r2", 5, "x", {"more": "y"}),
    ]


def test_rows_of_a_csv_that_is_gone_wait_for_somebody_to_send_them(land, load, contracts, tmp_path, totals):
    land("receipts/a.csv", HEADER + "r1,2026-11-09T10:00:00,1,\nr2,2026-11-09T11:00:00,1,\n")
    load("receipts")
    (tmp_path / "landing/receipts/a.csv").unlink()
    contracts(receipts=RECEIPTS + "timezone: Europe/Berlin\n")
    assert retry("receipts").headless == {"receipts/a.csv": 2}
    corrected = _written(tmp_path / "c.csv", HEADER + "r1,2026-11-09T10:00:00,1,\nr2,2026-11-09,1,\n")
    assert retry("receipts", file="receipts/a.csv", corrected=corrected).loaded == 2
    assert totals() == (2, 2, 0, 0)


def test_corrected_rows_take_the_places_of_those_they_correct(land, load, look, tmp_path, totals):
    land("events/a.ndjson", event(1) + "half a\n" + event(2, amount=-1) + event(3, padding="x" * 70_000, kind="shut"))
    load("events")
    corrected = _written(tmp_path / "c.ndjson", event(7) + event(2, amount=-2) + event(3))
    became = retry("events", file="events/a.ndjson", corrected=corrected)
    assert (became.loaded, became.refused.total(), became.cut) == (2, 1, 0)
    assert look("select event_id from raw.events order by 1") == ["e1", "e3", "e7"]
    assert [row.line for row in rows("events")] == [3]
    assert totals() == (4, 3, 1, 0)


def test_corrected_rows_are_as_many_as_those_they_correct(land, load, look, tmp_path):
    land("events/a.ndjson", "bad\n")
    load("events")
    for content, says in (("", "fewer"), (event(1) + event(2), "more")):
        with pytest.raises(CorrectedRowsError, match=f"has {says} rows"):
            retry("events", file="events/a.ndjson", corrected=_written(tmp_path / "c.ndjson", content))
    assert look("select (select count(*) from raw.events) + (select count(*) from raw.quarantine_retry)") == [0]


def test_what_cannot_be_tried_says_what_to_do_instead(land, load, contracts, tmp_path):
    with pytest.raises(RetryError, match="nothing was loaded yet"):
        retry("events")
    with pytest.raises(RetryError, match="there is no feed 'event'; there are events, receipts"):
        retry("event")
    with pytest.raises(RetryError, match="name it by --file"):
        retry("events", corrected=tmp_path)
    contracts(events=EVENTS.replace("mode: append", "mode: replace_partition\npartition: [event_id]"))
    with pytest.raises(RetryError, match="land the whole file again"):
        retry("events")


def test_a_retried_row_belongs_to_the_next_night_where_this_one_is_built(land, load, contracts, look):
    land("events/a.ndjson", event(1, kind="shut") + event(2, kind="wide"))
    load("events")
    contracts(events=SHUT)
    retry("events")
    look("insert into crm.run (as_of, step, status, code_version) values (%s, 'build', 'done', 'x') returning 1", AS_OF)
    contracts(events=SHUT.replace("shut]", "shut, wide]"))
    retry("events")
    assert look("select event_id, known_as_of::text from raw.events order by 1") == [
        ("e1", "2026-11-10"),
        ("e2", "2026-11-11"),
    ]


def test_two_who_retry_at_once_load_each_row_once(land, load, contracts, totals):
    for name in "abcd":
        land(f"events/{name}.ndjson", "".join(event(n, kind="shut", file=name) for n in range(50)))
    load("events")
    contracts(events=SHUT)
    with ThreadPoolExecutor(3) as pool:
        tries = list(pool.map(lambda _: retry("events"), range(3)))
    assert (sum(t.loaded for t in tries), sum(t.duplicates for t in tries)) == (50, 150)
    assert totals() == (200, 50, 0, 150)


def test_the_database_lets_no_row_be_taken_out_twice_and_nobody_rewrite_a_retry(land, load, contracts, act_as):
    land("events/a.ndjson", event(1, kind="shut"))
    load("events")
    contracts(events=SHUT)
    retry("events")
    loader = act_as(Role.LOADER)
    with pytest.raises(psycopg.errors.UniqueViolation):
        loader.execute(
            "insert into raw.quarantine_retry (quarantine_id, batch_id, line, known_as_of)"
            " select quarantine_id, batch_id, line, known_as_of from raw.quarantine_retry"
        )
    for statement in ("delete from raw.quarantine_retry", "update raw.quarantine_retry set batch_id = null"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            loader.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        act_as(Role.TRANSFORMER).execute("select * from raw.open_quarantine")


def test_who_was_erased_does_not_come_back_by_a_retry(land, load, contracts, look, totals):
    contracts(events=EVENTS + "  user_id: {type: text, identifies: user_id}\n")
    land("events/a.ndjson", event(1, kind="shut", user_id="u1") + event(2, kind="shut", user_id="u2"))
    load("events")
    gone = tombstone_hash(secret("pii_key"), "user_id", "u1")
    look("insert into crm.tombstone (kind, value_hash) values ('user_id', %s) returning 1", gone)
    contracts(events=SHUT + "  user_id: {type: text, identifies: user_id}\n")
    became = retry("events")
    assert (became.loaded, dict(became.refused)) == (1, {ERASED: 1})
    assert look("select user_id from raw.events") == ["u2"]
    assert totals() == (2, 1, 1, 0)
    assert list(rows("events")) == []
    assert retry("events").refused == {}


def test_a_file_refused_as_a_whole_is_listed_until_it_was_loaded(land, contracts):
    path = land("receipts/a.csv", "nonsense\n")
    load_night(AS_OF)
    assert [(group.file, group.lines) for group in groups()] == [("receipts/a.csv", 0)]
    assert groups(feed="events") == []
    path.write_text(HEADER)
    load_night(AS_OF)
    assert groups() == []


def _written(path: Path, content: str) -> Path:
    path.write_text(content)
    return path
