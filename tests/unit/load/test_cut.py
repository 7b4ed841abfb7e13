"""Lines that are cut without being read: what the quick path takes is what a reader of JSON reads, for whatever bytes come."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.load.test_two_paths import both, feed

TEXTS = st.text(st.sampled_from('a:,{}[]"\\/ \t\né😀'), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats() | TEXTS
NESTED = st.recursive(
    SCALARS, lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3), max_leaves=6
)
GOOD: dict[str, st.SearchStrategy[Any]] = {
    "id": TEXTS.filter(bool),
    "at": st.sampled_from(["2026-11-09T10:00:00Z", "2026-11-09 23:59:59.123456+01:00"]),
    "kind": st.sampled_from(["open", "close", None]),
    "amount": st.integers(0, 10**18) | st.none(),
    "is_new": st.none() | st.booleans(),
    "stamped_at": st.sampled_from([1_769_903_999_250, None]),
    "more": NESTED,
}
WRITERS = st.sampled_from([
    lambda row: json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode(),
    lambda row: json.dumps(row).encode(),
    lambda row: json.dumps(row, ensure_ascii=False).encode(),
    lambda row: json.dumps(row, separators=(", ", ":")).encode(),
    lambda row: json.dumps(row, separators=(" ,", ": ")).encode(),
])  # fmt: skip
CONTRACT = feed("ndjson")
ROW = b'{"id":"1","at":"2026-11-09T10:00:00Z"'


@st.composite
def rows(draw: st.DrawFn, values: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Fields in any order, of which all but the first two may be missing."""
    names = draw(st.permutations(sorted(values)))
    return {name: draw(values[name]) for name in names if name in ("id", "at") or draw(st.booleans())}


@st.composite
def files(draw: st.DrawFn, values: dict[str, st.SearchStrategy[Any]]) -> bytes:
    write, end = draw(WRITERS), draw(st.sampled_from([b"\n", b"\r\n"]))
    content = b"".join(write(row) + end for row in draw(st.lists(rows(values), min_size=1, max_size=4)))
    return content if draw(st.booleans()) else content.removesuffix(end)


@settings(deadline=None, max_examples=200)
@given(files(GOOD | {"ratio": NESTED, "Country code": NESTED, "new": NESTED}))
def test_any_json_is_read_as_the_exact_path_reads_it_or_left_to_it(content):
    quick, slow, bad = both(CONTRACT, content)
    assert quick is None or (quick == slow and not bad)


@settings(deadline=None, max_examples=200)
@given(files(GOOD), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 2), st.sampled_from(
    [b"", b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b" ", b"\n", b"\r", b"1", b"null", b'""', b'"id":', b'"a":1,', b"\xff", b"\0", b"\\u0000"]
)), min_size=1, max_size=3))  # fmt: skip
@example(ROW + b"}\n{}\n", [(0.0, 0, b"")])
@example(b"{}\n", [(0.0, 0, b"")])
@example(ROW + b',"id":"2"}\n', [(0.0, 0, b"")])
def test_any_bytes_are_read_as_the_exact_path_reads_them_or_left_to_it(content, changes):
    for place, removed, put in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + removed :]
    quick, slow, bad = both(CONTRACT, content)
    assert quick is None or (quick == slow and not bad)


@pytest.mark.parametrize(
    "content",
    [
        orjson.dumps({"id": "1", "at": "2026-11-09T10:00:00Z", "more": {"a": [{"id": "x"}, "}{"]}, "is_new": True}),
        json.dumps({"id": "ü\"\\", "at": "2026-11-09T10:00:00Z", "amount": 5, "kind": None}).encode(),
        ROW + b',"more":{},"amount":7}\r\n' + ROW + b',"more":[]}\r\n',
        ROW + b',"new":1,"new":2}',
        ROW + b',"Country code":null,"email":"ada@example.com"}',
        ROW + b',"new":{"b":[1e2],"a":"x"},"n\\u00e4chst":null}\n' + ROW + b',"new":"\\n"}\n' + ROW + b"}\n",
    ],
)  # fmt: skip
def test_what_programs_write_needs_no_exact_path(content):
    quick, slow, bad = both(CONTRACT, content)
    assert not bad
    assert quick is not None
    assert quick == slow


@pytest.mark.parametrize(
    "more",
    [b',"id":"2"', b',"amount":1.0', b',"amount":01', b',"amount":-0', b',"is_new":True', b',"kind":', b',"more":{"a":[1}]',
     b',"more":{}{}', b',"more":1 2', b',"kind":"open""close"', b' ,"amount":1', b',"more":NaN', b',"kind":"\\x"', b',"kind":"\x1f"',
     b',"kind":5', b',', b',"more":"\\ud800"', b',"more"', b',"more":[[[}]]]', b',"more":"\xed\xa0\x80"', b',"kind":"\\u0000"'],
)  # fmt: skip
def test_what_is_odd_is_left_to_the_exact_path(more):
    quick, _, _ = both(CONTRACT, ROW + more + b"}\n")
    assert quick is None


@pytest.mark.parametrize("unknown_columns", ["drop", "refuse"])
def test_unknown_fields_are_dropped_or_refused_alike(unknown_columns):
    quick, slow, bad = both(feed("ndjson", unknown_columns=unknown_columns), ROW + b',"new":1}\n' + ROW + b"}\n")
    assert quick is None if unknown_columns == "refuse" else quick == slow
    assert len(bad) == (unknown_columns == "refuse")


@pytest.mark.parametrize(
    "more", [b',"new":1 2', b',"new":nul', b',"new":{]', b',"\\x":1', b',"i\\u0064":"2"', b',"new":"\\ud800"']
)
def test_odd_unknown_fields_are_left_to_the_exact_path(more):
    quick, _, _ = both(CONTRACT, ROW + more + b"}\n")
    assert quick is None


def test_two_strings_are_not_one():
    quick, _, _ = both(CONTRACT, ROW.replace(b'"1"', b'"1""2"') + b"}\n")
    assert quick is None


@pytest.mark.parametrize("opening", [b"{ ", b"{,", b"{1", b'{"x"', b'{"x",', b'{"x":'])
def test_an_object_begins_with_a_key(opening):
    line = ROW + b"}\n"
    for rows in (line.replace(b"{", opening), line + line.replace(b"{", opening), line + b"{}\n" + line):
        quick, _, _ = both(CONTRACT, rows)
        assert quick is None


def test_a_name_is_compared_as_json_writes_it():
    contract = feed(
        "ndjson",
        columns={"id": {"type": "text", "named": r"a\b"}, "at": {"type": "timestamp", "required": True}},
        key=["at"],
    )
    for written in (rb'{"a\b":"x","at":"2026-11-09T10:00:00Z"}', rb'{"a\\b":"x","at":"2026-11-09T10:00:00Z"}'):
        quick, slow, _ = both(contract, written)
        assert quick is None or quick == slow
    assert quick is not None
