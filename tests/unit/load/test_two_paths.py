"""The quick path writes what the exact path writes, byte for byte, and takes nothing that it would refuse."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from roundtrip.domain.feed import Feed
from roundtrip.load import check, columnar, delimited, exact, ndjson
from roundtrip.load.part import Part
from roundtrip.load.rows import Stamp

AS_OF, KEY, STAMP = date(2026, 11, 10), b"a key", Stamp(7, date(2026, 11, 10))
CUTOFF = datetime(2026, 11, 10, tzinfo=UTC)
COLUMNS: dict[str, dict[str, Any]] = {
    "id": {"type": "text", "required": True},
    "at": {"type": "timestamp", "required": True},
    "kind": {"type": "text", "one_of": ["open", "close"]},
    "code": {"type": "text", "pattern": "[A-Z]{2}", "named": "Country code"},
    "amount": {"type": "integer", "minimum": 0},
    "ratio": {"type": "number"},
    "is_new": {"type": "boolean"},
    "born_on": {"type": "date"},
    "left_on": {"type": "date", "format": "%d.%m.%Y"},
    "seen_at": {"type": "timestamp", "format": "%Y-%m-%d %H:%M:%S"},
    "stamped_at": {"type": "timestamp", "unit": "milliseconds"},
    "email": {"type": "email"},
    "more": {"type": "json"},
}
GOOD: dict[str, list[Any]] = {
    "id": ["e1", "ä\t\"'", "x" * 2000, "😀", "a\\n", " "],
    "at": [
        "2026-11-09T10:00:00Z",
        "2026-11-09 23:59:59.123456+01:00",
        "2026-11-11T00:00:00-0500",
        "1990-01-01T00:00:00Z",
    ],
    "kind": ["open", "close", None],
    "code": ["DE", "FR", None],
    "amount": [0, 7, 2**53, 10**17, None],
    "ratio": [0, -1, 0.1, 1e-30, 12345678901234567, -2.50, 1e22, None],
    "is_new": [True, False, None],
    "born_on": ["0001-01-01", "2000-02-29", "9999-12-31", None],
    "left_on": ["01.01.0001", "29.02.2000", "31.12.9999", None],
    "seen_at": ["2026-11-09 10:00:00", "1970-01-01 00:00:00", "2026-10-25 02:30:00", None],
    "stamped_at": [1_769_903_999_250, 0, None],
    "email": ["Ada@Example.com", " ada@example.com ", None],
    "more": [{"b": [1, None, 1e2], "a": "ä"}, [], "text", 0, {"a": {"a": {}}}, None],
}
ODD: dict[str, list[Any]] = {
    "id": ["", None, 5, "x" * 2001, "a\x00b", "a\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")],
    "at": ["2026-11-09", "2026-11-09T10:00", "2026-11-09T10:00Z", "20261109T100000Z", "0000-01-01T00:00:00Z", "2026-11-09T10:00:60Z",
           "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "2026-11-09T10:00:00.1234567Z", "2026-11-09T10:00:00+24:00", None, 5],
    "left_on": ["2000-02-29", "30.02.2000", 5], "kind": ["shut", "Open", 1], "code": ["de", "DEU", "DE\n"],
    "amount": [-1, 1.0, 1.5, 2**63 - 1, 2**63, 1e17, "5", "+5", " 5", "0x10", "1_000", "\u0665", True],
    "ratio": ["x", "NaN", "1,5", 2**70, True, "1.50", ".5", "5.", "1e5"],
    "is_new": [1, "true", "TRUE", "yes"],
    "born_on": ["20000229", "2026-13-01", "0000-01-01", "2026-1-1", 5],
    "seen_at": ["2026-11-09T10:00:00", "2026-1-9 10:00:00", "2026-11-09 10:00", "2026-03-29 02:30:00", "2026-11-09 10:00:00Z",
                "2038-07-01 10:00:00", "9999-07-01 10:00:00"],
    "stamped_at": ["1769903999250", "soon", 1.5, 2**70], "email": ["ada", "", 5], "more": ["[" * 500, {"x": "\x00"}],
}  # fmt: skip


def feed(kind: str, mode: str = "append", **more: Any) -> Feed:
    said = {
        "feed": "things",
        "files": "*",
        "format": kind,
        "mode": mode,
        "key": ["id"],
        "event_time": "at",
        "columns": COLUMNS,
    }
    rest = {"freshness": "1 day", "minimum_rows": 0, "unknown_columns": "keep", "side": "app", "needed_for": "tests"}
    return Feed.model_validate(said | rest | {"timezone": "Europe/Berlin"} | more)


def both(contract: Feed, content: bytes) -> tuple[Any, Any, Any]:
    """The rows by the column (None where it has doubts), the good rows one by one, and the faults."""
    part = next(parts(contract, content))
    quick = columnar.compiled(contract, AS_OF, KEY, CUTOFF)(part, STAMP)
    slow = exact.compiled(contract, check.compiled(contract, AS_OF, KEY), CUTOFF)
    part = next(parts(contract, content))
    checked = list(slow(part.records(), STAMP))
    rows = [some.rows for some in checked]
    newest = max((some.newest for some in rows if some.newest is not None), default=None)
    said = (
        b"".join(some.payload for some in rows),
        sum(some.count for some in rows),
        newest,
        frozenset().union(*(some.unknown for some in rows)),
    )
    return (
        quick and (bytes(quick.payload), quick.count, quick.newest, quick.unknown),
        said,
        [bad for some in checked for bad in some.bad],
    )


def parts(contract: Feed, content: bytes) -> Iterator[Part]:
    return (delimited if contract.format == "csv" else ndjson).parts(contract, iter([content]))


def as_ndjson(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=len(rows) % 2 == 0).encode() + b"\n" for row in rows)


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=[*rows[0]], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: json.dumps(value) if isinstance(value, (dict, list, bool)) else value for name, value in row.items()}
        )
    return out.getvalue().encode()


WRITERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {"ndjson": as_ndjson, "csv": as_csv}


def row(dice: random.Random, values: dict[str, list[Any]], kind: str) -> dict[str, Any]:
    made = {COLUMNS[name].get("named", name): dice.choice(some) for name, some in values.items()}
    if kind == "csv" and isinstance(made.get("more"), str):
        made["more"] = json.dumps(made["more"])
    return (
        made
        if kind == "csv"
        else {name: value for name, value in made.items() if value is not None or dice.random() < 0.5}
    )


@pytest.mark.parametrize("mode", ["append", "upsert"])
@pytest.mark.parametrize("kind", ["ndjson", "csv"])
def test_what_is_fine_is_written_alike(kind, mode):
    contract, dice = feed(kind, mode), random.Random(f"{kind}{mode}")  # noqa: S311
    for size in (1, 2, 3, 40, 301):
        quick, slow, bad = both(contract, WRITERS[kind]([row(dice, GOOD, kind) for _ in range(size)]))
        assert not bad
        assert quick is not None
        assert quick == slow


@pytest.mark.parametrize("kind", ["ndjson", "csv"])
def test_one_odd_value_is_judged_by_the_exact_path_or_read_alike(kind):
    contract, dice = feed(kind), random.Random(kind)  # noqa: S311
    for name, odd in ODD.items():
        for value in odd:
            rows = [row(dice, GOOD, kind) for _ in range(3)]
            rows[1][COLUMNS[name].get("named", name)] = value
            quick, slow, bad = both(contract, WRITERS[kind](rows))
            assert quick is None or (quick == slow and not bad), (name, value)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["ndjson", "csv"])
def test_mutilated_bytes_are_never_taken_for_something_else(kind, seed):
    contract, dice = feed(kind), random.Random(f"{kind}{seed}")  # noqa: S311
    content = WRITERS[kind]([row(dice, GOOD, kind) for _ in range(4)])
    header = content.index(b"\n") + 1 if kind == "csv" else 0
    for _ in range(60):
        mutated = bytearray(content)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(header, len(mutated) - 12)
            mutated[at : at + dice.randrange(3)] = dice.choice(
                [
                    b"",
                    b"}",
                    b"{",
                    b"\n",
                    b'"',
                    b",",
                    b"\r",
                    b"}\n{",
                    b"} {",
                    b"\\",
                    b"\xff",
                    b"\0",
                    b"\\u0000",
                    b"0",
                    b"e",
                    b"[",
                    b" ",
                    b"null",
                ]
            )
        quick, slow, bad = both(contract, bytes(mutated))
        assert quick is None or (quick == slow and not bad), bytes(mutated)


def test_unknown_fields_are_kept_alike():
    quick, slow, _ = both(
        feed("csv"),
        b"new,more_new," + as_csv([row(random.Random(1), GOOD, "csv")]).replace(b"\n", b"\n1,,", 1),  # noqa: S311
    )
    assert quick == slow
    assert quick[3] == {"new", "more_new"}


@pytest.mark.parametrize(
    "content",
    [
        b'{"id":"1","at":"2026-11-09T10:00:00Z"} {"id":"2","at":"2026-11-09T10:00:00Z"}\n{"id":"3","at":\n"2026-11-09T10:00:00Z"}\n',
        b'{"id":"1","at":"2026-11-09T10:00:00Z","more":[{}\n{}]}\n{"id":"2","at":"2026-11-09T10:00:00Z"}{"id":"3","at":"2026-11-09T10:00:00Z"}\n',
        b'{"id":"1","at":"2026-11-09T10:00:00Z"}\n\n',
    ],
)
def test_lines_that_only_look_like_one_object_each(content):
    quick, _, _ = both(feed("ndjson"), content)
    assert quick is None


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_halves_of_lines_are_the_lines_with_their_numbers(end: bytes):
    block = b"\n".join(b'{"id": "e%d", "more": "%s"}' % (n, b"x" * (n % 900)) for n in range(600)) + end
    part = next(parts(feed("ndjson"), block))
    halves = part.halves()
    assert [record for half in halves for record in half.records()] == list(part.records())
    assert abs(len(halves[0].block) - len(halves[1].block)) < 2000
    assert halves[0].halves() == halves[1].halves() == ()


def test_one_long_line_has_no_halves():
    part = next(parts(feed("ndjson"), b'{"id": "%s"}\n' % (b"x" * ndjson.WORTH_HALVING)))
    assert part.halves() == ()
