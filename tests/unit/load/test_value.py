"""Values that need more than a parse: times in a feed's own writing, phone numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from roundtrip.domain.column import Column
from roundtrip.load import value, wire

MOMENT = datetime(2026, 1, 31, 23, 59, 59, 250_000, tzinfo=UTC)


def test_an_id_out_of_a_database_is_the_text_of_its_digits():
    convert = value.text(Column(type="text", unquoted=True), None)
    assert convert([42, "42", -7]) == [wire.data(b"42"), wire.data(b"42"), wire.data(b"-7")]
    for refused in (4.2, True, 2**63):
        with pytest.raises(ValueError, match="not text"):
            convert(["1", refused])
    with pytest.raises(ValueError, match="not text"):
        value.text(Column(type="text"), None)([42])


@pytest.mark.parametrize(
    ("column", "written", "expected"),
    [
        ({"unit": "seconds"}, 1_769_903_999, MOMENT.replace(microsecond=0)),
        ({"unit": "milliseconds"}, 1_769_903_999_250, MOMENT),
        ({"unit": "microseconds"}, "1769903999250000", MOMENT),
        ({"unit": "seconds"}, "2026-02-01 00:59:59.25", MOMENT),
        ({"format": "%Y-%m-%d %H:%M:%S %z"}, "2026-02-01 00:59:59 +0100", MOMENT.replace(microsecond=0)),
        ({"format": "%d.%m.%Y %H:%M:%S"}, "01.02.2026 00:59:59", MOMENT.replace(microsecond=0)),
        ({}, "2026-02-01T00:59:59.25", MOMENT),
    ],
)
def test_a_time_is_read_as_its_feed_writes_it(column, written, expected):
    convert = value.timestamp(Column(type="timestamp", **column), ZoneInfo("Europe/Berlin"), None)
    assert convert(written) == wire.timestamp(expected)


@pytest.mark.parametrize(
    ("column", "written", "shown"),
    [
        ({"unit": "seconds"}, "soon", "1769903999"),
        ({"unit": "seconds"}, 1e12, "1769903999"),
        ({"unit": "microseconds"}, 2**70, "1769903999000000"),
        ({"format": "%d.%m.%Y"}, "2026-01-31", "31.01.2026"),
    ],
)
def test_another_writing_is_refused_with_an_example(column, written, shown):
    convert = value.timestamp(Column(type="timestamp", **column), ZoneInfo("Europe/Berlin"), None)
    with pytest.raises(ValueError, match=f"not a time as in {shown}"):
        convert(written)


def test_a_day_is_the_day_its_feed_writes_whatever_the_zone():
    convert = value.day(Column(type="date", format="%d.%m.%Y"), None)
    assert convert("01.02.1990") == wire.day(date(1990, 2, 1))
    for refused in ("1990-02-01", "30.02.1990", 1990):
        with pytest.raises(ValueError, match=r"not a date as in 31\.01\.2026"):
            convert(refused)


@pytest.mark.parametrize("written", ["+49 30 1234567", "0049 (30) 123-4567", " +49/30.1234567 ", "'+49301234567"])
def test_one_phone_number_is_kept_one_way(written):
    assert value.phone(written) == "+49301234567"


@pytest.mark.parametrize("written", ["030 1234567", "+49", 4930, "+49 30 CALLME", "+0301234567"])
def test_a_phone_number_without_its_country_is_refused(written):
    with pytest.raises(ValueError, match="with its country"):
        value.phone(written)


@pytest.mark.parametrize(("written", "is_read"), [("57", True), (57, True), (57.0, True), ("57.5", False), ("", False)])
def test_an_integer_may_stand_in_quotes_where_its_contract_says_so(written, is_read):
    convert = value.integer(Column(type="integer", quoted=True), is_text=False)
    if is_read:
        assert convert(written) == wire.bigint(57)
        return
    with pytest.raises(ValueError, match="not an integer"):
        convert(written)


def test_a_number_may_stand_in_quotes_where_its_contract_says_so():
    assert value.number(Column(type="number", quoted=True), is_text=False)("57.50") == wire.numeric(Decimal("57.50"))
    with pytest.raises(ValueError, match="not a number"):
        value.number(Column(type="number"), is_text=False)("57.50")
