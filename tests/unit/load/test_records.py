"""CSV records over physical lines: each line ends up in exactly one record."""

from __future__ import annotations

import pytest

from roundtrip.domain.feed import Feed
from roundtrip.load.records import Fault, records

FEED = Feed.model_validate(
    {
        "feed": "pairs",
        "files": "pairs/*.csv",
        "format": "csv",
        "mode": "append",
        "key": ["a"],
        "freshness": "3 days",
        "minimum_rows": 0,
        "unknown_columns": "keep",
        "side": "offline",
        "needed_for": "tests",
        "columns": {"a": {"type": "text", "required": True}, "b": {"type": "text"}},
    }
)
STRAY = Fault("not CSV: a stray or open quote")
LARGE = Fault("field longer than 128 KiB")


def cut(*lines: str) -> list[tuple[int, object]]:
    found = records(FEED, iter([b"a,b", *(line.encode() for line in lines)]))
    return [
        (record.line, record.content if isinstance(record.content, Fault) else tuple(record.content.values()))
        for record in found
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1,2", "3,4"], [(2, ("1", "2")), (3, ("3", "4"))]),
        (['1,"two', "lines", 'or three"', "3,4"], [(2, ("1", "two\nlines\nor three")), (5, ("3", "4"))]),
        (['1,"open', "3,4", "5,6"], [(2, STRAY), (3, ("3", "4")), (4, ("5", "6"))]),
        (['1,"open', "3,4", '5,"six"', "7,8"], [(2, STRAY), (3, ("3", "4")), (4, ("5", "six")), (5, ("7", "8"))]),
        (['1,"open', '3,"open', "5,6"], [(2, STRAY), (3, STRAY), (4, ("5", "6"))]),
        (['1,"a"b', "3,4"], [(2, STRAY), (3, ("3", "4"))]),
        (["1,2", "", "3,4"], [(2, ("1", "2")), (3, Fault("blank line")), (4, ("3", "4"))]),
        (["1,2\r", '3,"four\r', 'five"\r'], [(2, ("1", "2")), (3, ("3", "four\r\nfive"))]),
        (['1,"' + "x" * 200_000 + '"', "3,4"], [(2, LARGE), (3, ("3", "4"))]),
        (
            ['1,"open', *["x" * 200_000] * 9, "3,4"],
            [(2, STRAY), *((n, LARGE) for n in range(3, 12)), (12, ("3", "4"))],
        ),
    ],
)
def test_a_quote_does_no_more_harm_than_its_own_line(lines, expected):
    assert cut(*lines) == expected
