"""Parquet files: the same contract, the same answers; and what no file may unpack to."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.integration.load.conftest import EVENTS

from roundtrip.load import columnar

PARQUET = EVENTS.replace("format: ndjson", "format: parquet").replace("*.ndjson*", "*.parquet")
AT = datetime(2026, 11, 9, 10, tzinfo=UTC)


def parquet(rows: list[dict[str, Any]], schema: pa.Schema | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema), out, **options)
    return out.getvalue()


def event(number: int, **more: Any) -> dict[str, Any]:
    fields = {
        "kind": "open",
        "amount": 5,
        "ratio": 0.5,
        "is_new": True,
        "born_on": date(2000, 2, 29),
        "properties": {"a": [1]},
    }
    return {"event_id": f"e{number}", "occurred_at": AT} | fields | more


def test_typed_columns_arrive_as_they_are(contracts, land, load, look):
    contracts(events=PARQUET)
    land("events/a.parquet", parquet([event(1), event(2, ratio=None, properties=None, kind=None)], row_group_size=1))
    brought = load("events")
    assert (brought.rows_in, brought.loaded) == (2, 2)
    assert look(
        "select event_id, occurred_at, kind, amount, ratio, is_new, born_on, properties, line from raw.events order by line"
    ) == [
        ("e1", AT, "open", 5, Decimal("0.5"), True, date(2000, 2, 29), {"a": [1]}, 1),
        ("e2", AT, None, 5, None, True, date(2000, 2, 29), None, 2),
    ]


def test_a_bad_row_lies_in_quarantine_as_json_with_its_number(contracts, land, load, quarantined, look):
    contracts(events=PARQUET)
    rows = [
        event(1),
        event(2, amount=-1),
        event(3, kind="a\0b"),
        event(4, kind="shut"),
        event(5, ratio=float("nan")),
        event(6),
    ]
    land("events/a.parquet", parquet(rows))
    brought = load("events")
    assert (brought.rows_in, brought.loaded, brought.quarantined) == (6, 2, 4)
    assert [(row.line, row.reason, row.field) for row in quarantined()] == [
        (2, "below its minimum", "amount"),
        (3, "NUL byte", None),
        (4, "not one of the allowed values", "kind"),
        (5, "not a number", "ratio"),
    ]
    assert json.loads(quarantined()[0].bytes)["event_id"] == "e2"


@pytest.mark.parametrize("is_quick", [True, False])
def test_other_types_are_read_alike_by_both_ways(contracts, land, load, look, is_quick):
    """Times without a zone and in nanoseconds, small integers, dictionaries, decimals; a column nobody knows."""
    contracts(events=PARQUET + "timezone: Europe/Berlin\n")
    schema = pa.schema(
        [("event_id", pa.large_string()), ("occurred_at", pa.timestamp("ns")), ("kind", pa.dictionary(pa.int8(), pa.string())),
         ("amount", pa.int16()), ("ratio", pa.decimal128(9, 2)), ("is_new", pa.bool_()), ("born_on", pa.string()),
         ("properties", pa.list_(pa.string())), ("shop", pa.string())]
    )  # fmt: skip
    row = event(
        1,
        occurred_at=datetime(2026, 7, 1, 12),  # noqa: DTZ001 - the file states none
        ratio=Decimal("1.50"),
        born_on="2000-02-29",
        properties=["x"],
        shop="Köln",
    )
    land("events/a.parquet", parquet([row], schema))
    with pytest.MonkeyPatch.context() as patch:
        if not is_quick:
            patch.setattr(columnar, "compiled", lambda *_: lambda *_: None)
        assert load("events").unknown_columns == {"shop"}
    assert look(
        "select event_id, occurred_at, kind, amount, ratio::text, born_on, properties, extra from raw.events"
    ) == [("e1", datetime(2026, 7, 1, 10, tzinfo=UTC), "open", 5, "1.50", date(2000, 2, 29), ["x"], {"shop": "Köln"})]


def test_a_file_that_is_none_or_lacks_a_column_is_refused(contracts, land, load):
    contracts(events=PARQUET)
    whole = parquet([event(1)])
    land("events/a.parquet", whole[:-20])
    land("events/b.parquet", parquet([{"event_id": "e1"}]))
    land("events/c.parquet", "not parquet at all")
    refused = load("events").refused
    assert "is no whole Parquet file" in refused["events/a.parquet"]
    assert "lacks occurred_at" in refused["events/b.parquet"]
    assert "is no whole Parquet file" in refused["events/c.parquet"]


def test_a_file_may_come_without_an_optional_column(contracts, land, load, look):
    contracts(events=PARQUET.replace("kind:", "kind_of:  {type: text, optional: true}\n  kind:"))
    land("events/a.parquet", parquet([event(1)]))
    land("events/b.parquet", parquet([event(2, kind_of="button")]))
    assert load("events").loaded == 2
    assert look("select event_id, kind_of, kind from raw.events order by 1") == [
        ("e1", None, "open"),
        ("e2", "button", "open"),
    ]


BOMBS = {
    "a gzip of one endless line": ("events/a.ndjson.gz", b" " * (1 << 24)),
    "a gzip of blank lines": ("events/a.ndjson.gz", b"\n" * (1 << 23)),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_gzip_that_unpacks_to_far_more_than_itself_is_refused_and_leaves_nothing(land, load, look, bomb, monkeypatch):
    monkeypatch.setattr("roundtrip.load.reader.UNJUDGED", 1 << 20)
    land(*bomb)
    assert "200 times its size, as a zip bomb does; send it unpacked" in load("events").refused["events/a.ndjson.gz"]
    assert look("select count(*) from raw.quarantine where line > 0") == [0]


@pytest.mark.parametrize("kind", ["gzip", "parquet"])
def test_a_file_larger_than_the_installation_allows_is_refused_with_the_remedy(
    contracts, land, load, monkeypatch, kind
):
    monkeypatch.setenv("ROUNDTRIP_MOST_UNPACKED", "5000")
    if kind == "parquet":
        contracts(events=PARQUET)
        name = land("events/a.parquet", parquet([event(1)] * 1000)).name
    else:
        name = land("events/a.ndjson.gz", b"".join(b'{"event_id": "%d"}\n' % n for n in range(1000))).name
    assert (
        "more than 5,000 bytes; send it in parts, or raise ROUNDTRIP_MOST_UNPACKED"
        in load("events").refused[f"events/{name}"]
    )


def test_gzip_of_several_members_and_plain_load_alike(land, load):
    line = b'{"event_id": "%d", "occurred_at": "2026-11-09T10:00:00Z"}\n'
    path = land("events/a.ndjson.gz", line % 1)
    path.write_bytes(path.read_bytes() + gzip.compress(line % 2))
    land("events/b.ndjson", line % 3)
    assert load("events").loaded == 3
