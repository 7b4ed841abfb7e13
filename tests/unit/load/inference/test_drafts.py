"""What `feed infer` makes of files people have: types, identifiers, keys, deliveries; and what it never writes into a contract."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from ruamel.yaml import YAML

from roundtrip.load.inference import Draft, FeedNameError, UnreadableSample, infer

Rows = list[dict[str, Any]]
FIRST = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def drafted(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """`drafted("orders.csv", rows)` is the contract drafted from such a file, with its faults under `faults`."""

    def draft(name: str, rows: Rows, **how: Any) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(packed(name, rows, **how))
        made = infer([str(path)])
        return read(made) | {"faults": made.faults}

    return draft


def packed(name: str, rows: Rows, delimiter: str = ",") -> bytes:
    if ".csv" in name:
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
    else:
        content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    return gzip.compress(content, mtime=0) if name.endswith(".gz") else content


def read(draft: Draft) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(next(iter(draft.files.values()))))


def rows_of(number: int = 40, **columns: Callable[[int], Any]) -> Rows:
    return [{name: of(n) for name, of in columns.items()} for n in range(number)]


@pytest.mark.parametrize(
    ("name", "of", "expected"),
    [
        ("event_id", lambda n: f"e{n}", {"type": "text", "required": True}),
        ("zip", lambda n: f"0{n + 1000}", {"type": "text", "required": True, "personal": True}),
        ("points", lambda n: n, {"type": "integer", "required": True, "minimum": 0}),
        ("ratio", lambda n: n / 3, {"type": "number", "required": True}),
        ("is_new", lambda n: "true" if n % 2 else "false", {"type": "boolean", "required": True}),
        ("born_on", lambda n: f"19{n + 40}-05-01", {"type": "date", "required": True, "personal": True}),
        ("joined_on", lambda n: f"201705{n % 28 + 1:02}", {"type": "date", "required": True}),
        ("when", lambda n: (FIRST + timedelta(hours=n)).isoformat(), {"type": "timestamp", "named": "when", "required": True}),
        ("at", lambda n: int(FIRST.timestamp()) + n, {"type": "integer", "required": True}),
        ("created_at", lambda n: int(FIRST.timestamp()) + n, {"type": "timestamp", "unit": "seconds", "required": True}),
        ("created", lambda n: int(FIRST.timestamp() + n) * 1000, {"type": "timestamp", "unit": "milliseconds", "required": True}),
        ("seen_at", lambda n: f"{n % 28 + 1:02}.11.2026 08:00", {"type": "timestamp", "format": "%d.%m.%Y %H:%M", "required": True}),
        ("Geburtsdatum", lambda n: f"{n % 28 + 1:02}.05.1970", {"type": "date", "named": "Geburtsdatum", "format": "%d.%m.%Y", "required": True, "personal": True}),
        ("Geändert am", lambda n: f"{n % 28 + 1:02}.05.2025", {"type": "date", "named": "Geändert am", "format": "%d.%m.%Y", "required": True}),
        ("Kartennr", lambda n: f"K{n}", {"type": "text", "named": "Kartennr", "required": True, "identifies": "loyalty_card"}),
        ("Téléphone", lambda n: f"06 12 34 56 {n + 10}", {"type": "text", "named": "Téléphone", "required": True, "personal": True}),
        ("billing_first_name", lambda n: f"Ada{n}", {"type": "text", "required": True, "personal": True}),
        ("currency", lambda _: "EUR", {"type": "text", "required": True, "pattern": "[A-Z]{3}"}),
        ("tags", lambda n: f'["{n}"]', {"type": "json", "required": True}),
        ("first_name", lambda n: f"Ada{n}", {"type": "text", "required": True, "personal": True}),
        ("opinion", lambda n: f"I like this shop {n}", {"type": "text", "required": True, "personal": True}),
        ("note_id", lambda n: "" if n % 2 else f"n{n}", {"type": "text"}),
        ("customer_user_id", lambda n: f"u{n}", {"type": "text", "required": True, "identifies": "user_id"}),
        ("advertising_id", lambda n: f"d{n}", {"type": "text", "required": True, "identifies": "device_id"}),
        ("anonymousId", lambda n: f"a{n}", {"type": "text", "named": "anonymousId", "required": True, "identifies": "anonymous_id"}),
        ("Client ID", lambda n: f"GA1.{n}", {"type": "text", "named": "Client ID", "required": True, "identifies": "web_cookie"}),
        ("loyalty_card", lambda n: str(n + 9000), {"type": "text", "required": True, "identifies": "loyalty_card"}),
        ("Phone", lambda n: f"+49 30 12345{n}", {"type": "phone", "named": "Phone", "required": True, "identifies": "phone"}),
        ("mobile", lambda n: f"030 12345{n}", {"type": "text", "required": True, "personal": True}),
        ("order", lambda n: f"o-{n}", {"type": "text", "named": "order", "required": True}),
        ("line", lambda n: f"l-{n}", {"type": "text", "named": "line", "required": True}),
    ],
)  # fmt: skip
def test_a_column_of_a_csv(drafted, name, of, expected):
    contract = drafted(
        "things.csv", rows_of(row_id=lambda n: f"r{n}", **{name: of}, made_at=lambda _: "2026-11-01T10:00Z")
    )
    column = list(contract["columns"].values())[1]
    assert column == expected
    assert contract["faults"] == []


@pytest.mark.parametrize(
    ("name", "of", "expected"),
    [
        ("user_id", lambda n: n + 1000, {"type": "text", "unquoted": True, "required": True, "identifies": "user_id"}),
        ("customer_id", lambda n: n + 0.5, {"type": "number", "required": True}),
        ("user_id", lambda n: f"u{n}", {"type": "text", "required": True, "identifies": "user_id"}),
        ("event_timestamp", lambda n: str(int(FIRST.timestamp() + n) * 10**6), {"type": "timestamp", "unit": "microseconds", "required": True}),
        ("amount", str, {"type": "integer", "quoted": True, "required": True}),
        ("properties", lambda n: {"n": n}, {"type": "json", "required": True}),
        ("income", lambda n: 1000.5 * n, {"type": "number", "required": True}),
        ("mixed", lambda n: n if n % 2 else str(n), {"type": "text", "required": True}),
        ("nothing", lambda _: None, {"type": "text"}),
    ],
)  # fmt: skip
def test_a_column_of_ndjson(drafted, name, of, expected):
    contract = drafted("things.ndjson.gz", rows_of(row_id=lambda n: f"r{n}", **{name: of}))
    assert contract["columns"][name] == expected
    assert bool(contract["faults"]) is (name == "mixed")


def test_events_are_appended_under_their_id_at_their_time(drafted):
    contract = drafted(
        "events.ndjson",
        rows_of(event_id=lambda n: f"e{n}", name=lambda _: "x", occurred_at=lambda n: f"2026-11-01T10:00:{n:02}Z"),
    )
    assert (contract["mode"], contract["key"], contract["event_time"]) == ("append", ["event_id"], "occurred_at")


def test_what_says_when_it_changed_keeps_versions(drafted):
    contract = drafted(
        "members_2026-11-10.csv",
        rows_of(card_no=lambda n: f"c{n % 10}", points=lambda n: n, updated_at=lambda n: f"2026-11-01T10:00:{n:02}Z"),
    )
    assert (contract["feed"], contract["mode"], contract["key"], contract["event_time"]) == (
        "members",
        "upsert",
        ["card_no"],
        "updated_at",
    )


def test_amounts_by_day_are_restated(drafted):
    contract = drafted(
        "spend.csv",
        rows_of(
            partner=lambda n: f"p{n % 2}",
            day=lambda n: f"2026-11-{n // 4 + 1:02}",
            campaign=lambda n: f"c{n // 2 % 2}",
            cost=lambda n: n,
        ),
    )
    assert contract["mode"] == "replace_partition"
    assert contract["partition"] == ["partner", "day"]
    assert contract["key"] == ["partner", "day", "campaign"]


def test_rows_without_an_id_are_told_apart_by_what_does(drafted):
    rows = rows_of(
        person=lambda n: f"p{n % 7}", event=lambda _: "x", value=lambda n: {"n": n % 3}, hour=lambda n: n % 5
    )
    contract = drafted("transcript.json", [*rows, rows[0]])
    told = {tuple(str(row[name]) for name in contract["key"]) for row in rows}
    assert len(told) == len({str(row) for row in rows})


def test_a_semicolon_and_a_local_time_are_said(drafted):
    contract = drafted(
        "sales.csv", rows_of(id=lambda n: n, sold_at=lambda n: f"2026-11-01 10:00:{n:02}"), delimiter=";"
    )
    assert (contract["delimiter"], contract["timezone"]) == (";", "UTC")


def test_a_list_is_closed_only_where_much_was_seen(drafted):
    few = drafted("few.csv", rows_of(300, id=lambda n: n, status=lambda n: "ab"[n % 2]))
    many = drafted("many.csv", rows_of(1200, id=lambda n: n, status=lambda n: "ab"[n % 2]))
    assert "one_of" not in few["columns"]["status"]
    assert many["columns"]["status"]["one_of"] == ["a", "b"]


def test_one_bad_value_in_many_is_named_and_does_not_spoil_the_type(drafted):
    rows = rows_of(500, id=lambda n: f"i{n}", amount=lambda n: "n/a" if n == 77 else n)
    contract = drafted("sales.csv", rows)
    assert contract["columns"]["amount"]["type"] == "integer"
    assert contract["faults"] == ["1 of 500 rows would be quarantined: amount: not an integer"]


def test_nobody_is_named_in_a_contract(tmp_path):
    path = tmp_path / "people.csv"
    rows = rows_of(
        user_id=lambda n: f"secret-{n}",
        email=lambda n: f"secret{n}@example.org",
        phone=lambda n: f"+4930555{n + 1000}",
        last_name=lambda n: f"Secret{n % 3}",
        comment=lambda n: f"my secret word is {n}",
        attributes=lambda n: f'{{"secret": {n}}}',
        updated_at=lambda n: f"2026-11-01T10:00:{n:02}Z",
    )
    path.write_bytes(packed("people.csv", rows))
    draft = infer([str(path)])
    assert draft.faults == []
    assert not [text for text in draft.files.values() if "ecret" in text or "30555" in text]


def test_nobody_is_named_in_a_contract_of_german_columns_or_of_ones_nobody_knows(tmp_path):
    path = tmp_path / "kunden.csv"
    rows = rows_of(
        Kundennummer=lambda n: f"k{n}",
        Vorname=lambda n: f"Geheim{n % 3}",
        Nachname=lambda n: f"Geheim{n % 3}",
        Geburtsdatum=lambda n: f"{n % 28 + 1:02}.05.1971",
        PLZ=lambda n: n + 10115,
        Handy=lambda n: f"0171 555{n + 1000}",
        Betreuung=lambda n: f"Geheim {n}",
        Bemerkt=lambda n: f"{n % 28 + 1:02}.05.2025 10:00",
    )
    path.write_bytes(packed("kunden.csv", rows, delimiter=";"))
    draft = infer([str(path)])
    assert draft.faults == []
    assert read(draft)["event_time"] == "bemerkt"
    assert not [text for text in draft.files.values() if "eheim" in text or "555" in text or "1971" in text]
    assert read(draft)["example"]["PLZ"] == "1"


def test_what_a_column_is_called_cannot_act_in_dbt(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('id,{{ config(enabled=false) }},"{% x %}; drop table raw.odd"\n1,2,3\n2,3,4\n')
    draft = infer([str(path)])
    assert draft.faults == []
    described = list(draft.files.values())[-1]
    assert "config(enabled=false)" in described
    assert "{" not in described.replace("{key: [id]}", "")


@pytest.mark.parametrize("name", ["../../odd", 'odd"; drop', "", "quarantine", "Odd"])
def test_a_name_that_no_table_can_have_is_refused_before_a_file_is_called_so(tmp_path, name):
    path = tmp_path / "odd.csv"
    path.write_text("id,x\n1,2\n")
    with pytest.raises(FeedNameError, match="choose another --name"):
        infer([str(path)], name)


def test_a_decimal_comma_is_pointed_out(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_bytes(packed("sales.csv", rows_of(id=lambda n: n, amount=lambda n: f"1.{n + 100},50")))
    draft = infer([str(path)])
    assert read(draft)["columns"]["amount"]["type"] == "text"
    assert "CHECK: numbers with a decimal comma" in next(iter(draft.files.values()))


def test_a_large_file_is_sampled_over_its_whole_length(tmp_path, monkeypatch):
    path = tmp_path / "events.ndjson"
    rows = rows_of(200_000, id=lambda n: n, late=lambda n: "text" if n > 100_000 else None)
    path.write_bytes(packed("events.ndjson", rows))
    draft = infer([str(path)])
    assert read(draft)["columns"]["late"]["type"] == "text"
    assert "spread over it" in next(iter(draft.files.values()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b'[{"a": 1}]', "one JSON array"),
        (b"a,b\n", "no record in it"),
        (gzip.compress(b'{"a": 1}\n' * 1000, mtime=0)[:30], "cannot be read"),
        ("id,Größe\n1,2\n".encode("latin-1"), "not UTF-8.*iconv"),
        ("id,name\n1,Größe\n".encode("latin-1"), "not UTF-8.*iconv"),
        ("id,name\n1,x\n".encode("utf-16"), "not UTF-8.*iconv"),
        (b"id,id\n1,2\n", "names a column twice"),
        (b'{"a": "' + b"x" * (5 << 20) + b'"}\n', "no line ends within 2 MiB"),
        (b"PAR1 but no Parquet PAR1", "cannot be read"),
        (b"PK\x03\x04 a workbook", "export it as CSV"),
    ],
)
def test_a_file_that_tells_nothing_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableSample, match=said):
        infer([str(path)])


@pytest.mark.parametrize("path", ["nothing/here.csv", "stone://tablet/1.csv", "."])
def test_a_place_that_cannot_be_read_is_a_sentence_that_names_it(path):
    with pytest.raises(UnreadableSample, match=f"^{path}: cannot be read"):
        infer([path])


def test_files_of_two_kinds_are_refused(tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.ndjson"]
    paths[0].write_text("a,b\n1,2\n")
    paths[1].write_text('{"a": 1}\n')
    with pytest.raises(UnreadableSample, match="several formats"):
        infer(list(map(str, paths)))
