"""Whatever a file holds, its good rows are loaded, its bad ones are quarantined, and none is lost."""

from __future__ import annotations

import gzip
import random

import pytest

GOOD = (
    b'{"event_id": "good", "occurred_at": "2026-11-09T10:00:00Z", "kind": "open", "amount": 5, "properties": {"a": 1}}'
)
MEGABYTE = 1 << 20


def event(**more: str) -> bytes:
    """An event in JSON; values are JSON text."""
    fields = {"event_id": '"bad"', "occurred_at": '"2026-11-09T10:00:00Z"'} | more
    return ("{" + ", ".join(f'"{name}": {value}' for name, value in fields.items() if value) + "}").encode()


BAD_EVENTS = {
    "invalid UTF-8": (b'{"event_id": "\xff\xfe"}', "invalid UTF-8", None),
    "a NUL byte": (b'{"event_id": "a\0b"}', "NUL byte", None),
    "an escaped NUL": (event(kind='"a\\u0000b"'), "NUL byte", None),
    "an escaped NUL in a field nobody knows": (event(more='"\\u0000"'), "NUL byte", None),
    "half a surrogate pair": (event(kind='"\\ud800"'), "not JSON", None),
    "month 13": (event(born_on='"2026-13-01"'), "not a date as in 2026-01-31", "born_on"),
    "a time in month 13": (
        event(occurred_at='"2026-13-01T00:00:00Z"'),
        "not a time as in 2026-01-31T23:59:59Z",
        "occurred_at",
    ),
    "a time without a zone": (event(occurred_at='"2026-11-09T10:00:00"'), "time without a zone", "occurred_at"),
    "a time as a number": (event(occurred_at="1762682400"), "not a time as in 2026-01-31T23:59:59Z", "occurred_at"),
    "a clock far ahead": (event(occurred_at='"2062-11-09T10:00:00Z"'), "event time out of range", "occurred_at"),
    "a clock at its beginning": (event(occurred_at='"1970-01-01T00:00:00Z"'), "event time out of range", "occurred_at"),
    "10 MB in a line": (b'{"event_id": "' + b"x" * 10 * MEGABYTE + b'"}', "longer than 1 MiB", None),
    "NaN": (event(ratio="NaN"), "not JSON", None),
    "infinity": (event(ratio="Infinity"), "not JSON", None),
    "a number beyond doubles": (event(ratio="1e999"), "not JSON", None),
    "an integer beyond 64 bits": (event(amount="9223372036854775808"), "integer out of range", "amount"),
    "an integer far beyond": (event(amount="1" * 40), "integer out of range", "amount"),
    "half an integer": (event(amount="1.5"), "not an integer", "amount"),
    "an integer as text": (event(amount='"5"'), "not an integer", "amount"),
    "too small": (event(amount="-1"), "below its minimum", "amount"),
    "true for a number": (event(ratio="true"), "not a number", "ratio"),
    "a number for true": (event(is_new="1"), "not true or false", "is_new"),
    "a number for text": (event(kind="1"), "not text", "kind"),
    "not one of": (event(kind='"shut"'), "not one of the allowed values", "kind"),
    "no key": (event(event_id=""), "missing", "event_id"),
    "a key of nothing": (event(event_id='""'), "a key or identifier has 1 to 2000 bytes", "event_id"),
    "a key that no index holds": (
        event(event_id='"' + "x" * 2001 + '"'),
        "a key or identifier has 1 to 2000 bytes",
        "event_id",
    ),
    "null for a key": (event(event_id="null"), "missing", "event_id"),
    "a blank line": (b"", "blank line", None),
    "a line of spaces": (b"  \t\r", "blank line", None),
    "half a line": (b'{"event_id": "half', "not JSON", None),
    "two objects in a line": (b"{} {}", "not JSON", None),
    "an array": (b"[1]", "not a JSON object", None),
    "an abyss": (event(properties="[" * 500 + "]" * 500), "JSON nested too deep", "properties"),
    "an abyss nobody knows": (event(more="[" * 500 + "]" * 500), "JSON nested too deep", "more"),
}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_bad_event_is_quarantined_with_line_field_and_reason(land, load, look, quarantined, suffix):
    land(
        f"events/a.ndjson{suffix}",
        b"\n".join([GOOD, *(bad for bad, _, _ in BAD_EVENTS.values()), GOOD.replace(b"good", b"last")]) + b"\n",
    )
    brought = load("events")
    found = {name: (row.reason, row.field) for name, row in zip(BAD_EVENTS, quarantined(), strict=True)}
    assert found == {name: (reason, field) for name, (_, reason, field) in BAD_EVENTS.items()}
    assert [row.line for row in quarantined()] == list(range(2, 2 + len(BAD_EVENTS)))
    assert look("select event_id, line from raw.events order by line") == [("good", 1), ("last", len(BAD_EVENTS) + 2)]
    assert (brought.rows_in, brought.loaded, brought.quarantined) == (len(BAD_EVENTS) + 2, 2, len(BAD_EVENTS))


def test_of_a_bad_row_its_first_64_kib_are_kept(land, load, quarantined):
    land("events/a.ndjson", b"x" * 100_000 + b"\n" + b"short\n")
    load("events")
    assert [row.bytes for row in quarantined()] == [b"x" * 65_536, b"short"]


GOOD_RECEIPT = b"r1,2026-11-09T10:00:00+01:00,5,"
BAD_RECEIPTS = {
    "a column too few": (b"x,2026-11-09T10:00:00Z,5", "wrong number of columns", None),
    "a column too many": (b"x,2026-11-09T10:00:00Z,5,,", "wrong number of columns", None),
    "invalid UTF-8": (b"x,2026-11-09T10:00:00Z,5,\xff", "invalid UTF-8", None),
    "a NUL byte": (b"x,2026-11-09T10:00:00Z,5,a\0b", "NUL byte", None),
    "no number": (b"x,2026-11-09T10:00:00Z,five,", "not an integer", "amount"),
    "a number with a thousands sign": (b"x,2026-11-09T10:00:00Z,1_000,", "not an integer", "amount"),
    "digits of another script": ("x,2026-11-09T10:00:00Z,\u0665,".encode(), "not an integer", "amount"),
    "no amount": (b"x,2026-11-09T10:00:00Z,,", "missing", "amount"),
    "beyond 64 bits": (b"x,2026-11-09T10:00:00Z,9223372036854775808,", "integer out of range", "amount"),
    "a stray quote": (b'x,2026-11-09T10:00:00Z,5,"no"te', "not CSV: a stray or open quote", None),
    "a blank line": (b"", "blank line", None),
    "10 MB in a line": (b"x" * 10 * MEGABYTE, "longer than 1 MiB", None),
    "an open quote": (b'x,2026-11-09T10:00:00Z,5,"open', "not CSV: a stray or open quote", None),
}


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_every_bad_receipt_is_quarantined_and_an_open_quote_swallows_only_its_own_line(
    land, load, look, quarantined, newline
):
    lines = [
        b"receipt_id,bought_at,amount,note",
        GOOD_RECEIPT,
        *(bad for bad, _, _ in BAD_RECEIPTS.values()),
        GOOD_RECEIPT.replace(b"r1", b"r2"),
    ]
    land("receipts/a.csv", newline.join(lines) + newline)
    brought = load("receipts")
    found = {name: (row.reason, row.field) for name, row in zip(BAD_RECEIPTS, quarantined(), strict=True)}
    assert found == {name: (reason, field) for name, (_, reason, field) in BAD_RECEIPTS.items()}
    assert [row.line for row in quarantined()] == list(range(3, 3 + len(BAD_RECEIPTS)))
    assert look("select receipt_id from raw.receipts order by line") == ["r1", "r2"]
    assert brought.rows_in == len(BAD_RECEIPTS) + 2


def test_a_quoted_field_may_hold_newlines_and_the_line_is_where_its_record_starts(land, load, look, quarantined):
    land(
        "receipts/a.csv",
        "receipt_id,bought_at,amount,note\n"
        'r1,2026-11-09T10:00:00Z,5,"two\nlines, and ""quotes"""\n'
        "r2,2026-11-09T10:00:00Z,bad,\n"
        "r3,2026-11-09T10:00:00Z,7,\n",
    )
    load("receipts")
    assert look("select receipt_id, line, note from raw.receipts order by line") == [
        ("r1", 2, 'two\nlines, and "quotes"'),
        ("r3", 5, None),
    ]
    assert [row.line for row in quarantined()] == [4]


REFUSED = {
    "a truncated gzip": ("events/a.ndjson.gz", gzip.compress(GOOD * 50)[:-9], "truncated"),
    "a gzip without its trailer": ("events/a.ndjson.gz", gzip.compress(GOOD)[:-4], "truncated"),
    "a damaged gzip": ("events/a.ndjson.gz", gzip.compress(GOOD)[:-8] + b"12345678", "damaged"),
    "a wrong header": ("receipts/a.csv", b"receipt,bought_at,amount,note\n", "header lacks receipt_id"),
    "no header": ("receipts/a.csv", GOOD_RECEIPT + b"\n", "header lacks"),
    "a header in another encoding": (
        "receipts/a.csv",
        "receipt_id,bought_at,amount,note\n".encode("utf-16"),
        "no CSV header",
    ),
    "a header that repeats": ("receipts/a.csv", b"receipt_id,bought_at,amount,note,note\n", "twice"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_file_refused_as_a_whole_leaves_nothing_but_the_word_why(land, load, look, quarantined, case):
    name, content, says = case
    path = land(name.removesuffix(".gz"), content)
    path = path.rename(path.with_name(name.rpartition("/")[2]))
    feed = name.partition("/")[0]
    brought = load(feed)
    assert says in brought.refused[name]
    assert look(f"select count(*) from raw.{feed}") == [0]
    assert look("select count(*) from raw.batch") == [0]
    assert look("select files_refused from raw.feed_status") == [1]
    (row,) = quarantined()
    assert (row.file, row.line, row.reason, row.batch_id) == (name, 0, brought.refused[name], None)


@pytest.mark.parametrize("seed", range(6))
def test_no_mutilated_file_stops_the_night_or_loses_a_row(land, load, look, seed):
    """Bytes at random places of good files are replaced, dropped and repeated: each row must still be accounted for."""
    dice = random.Random(seed)  # noqa: S311
    events = [GOOD.replace(b"good", b"e%d" % n) for n in range(200)]
    receipts = [b'r%d,2026-11-09T10:00:00Z,%d,"a ""note"", with\na newline"' % (n, n) for n in range(200)]
    land("events/a.ndjson", _mutilated(b"\n".join(events), dice))
    land("receipts/a.csv", b"receipt_id,bought_at,amount,note\n" + _mutilated(b"\n".join(receipts), dice))
    for feed in ("events", "receipts"):
        brought = load(feed)
        assert not brought.refused
        assert brought.rows_in == brought.loaded + brought.quarantined + brought.duplicates
        assert brought.loaded > 20
        assert brought.quarantined > 20
        assert look(f"select count(*) from raw.{feed}") == [brought.loaded]


def _mutilated(content: bytes, dice: random.Random) -> bytes:
    mutilated = bytearray(content)
    for _ in range(100):
        at = dice.randrange(len(mutilated) - 20)
        match dice.randrange(3):
            case 0:
                mutilated[at] = dice.randrange(256)
            case 1:
                del mutilated[at : at + dice.randrange(1, 10)]
            case 2:
                mutilated[at:at] = mutilated[at : at + 10] + bytes([dice.choice(b'\\"\x00\xff\n,')])
    return bytes(mutilated)
