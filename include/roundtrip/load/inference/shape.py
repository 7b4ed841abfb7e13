"""Which type of a contract the values of a field fit. The loader's own functions judge, so that what fits here loads there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from roundtrip.domain.column import ADDRESSES, Column, Type
from roundtrip.load import value
from roundtrip.load.inference.names import Hint

Values = Sequence[Any]
"""What a field holds where it holds anything."""
ENOUGH = 0.99
"""A type is taken when this share of the values fits; the others are named, and would be quarantined."""
FORMATS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%d/%b/%Y:%H:%M:%S %z",
)
_DECIMAL_COMMA = re.compile(r"-?[0-9][0-9.]*,[0-9]+")
ISO_DAY = Column(type="date")
SINCE = {"seconds": 10**9, "milliseconds": 10**12, "microseconds": 10**15}
"""September 2001 in each unit; up to three times that is 2065."""


@dataclass(frozen=True)
class Shape:
    """A type that the values fit, and what speaks against it."""

    type: Type
    unit: str | None = None
    format: str | None = None
    is_quoted: bool = False
    is_unquoted: bool = False
    has_zone: bool = True
    exceptions: tuple[Any, ...] = ()
    doubt: str = ""


def shape_of(values: Values, hint: Hint, *, is_text: bool) -> Shape:
    """The narrowest type that fits. `hint` breaks ties that values leave open: a number may be a time, digits an id."""
    if not values:
        return Shape("text", doubt="always empty in the sample")
    return next(_shapes(values, hint, is_text), Shape("text", doubt=_mixed(values)))


def _shapes(values: Values, hint: Hint, is_text: bool) -> Iterator[Shape]:
    kinds = {type(found) for found in values}
    if kinds <= {datetime}:
        yield Shape("timestamp", has_zone=all(found.tzinfo for found in values))
    if kinds <= {date}:
        yield Shape("date")
    if kinds & {dict, list}:
        yield Shape("json", doubt="" if kinds <= {dict, list} else "not always an object or array")
    if kinds <= {bool}:
        yield Shape("boolean")
    if hint.is_time:
        yield from _since_1970(values)
    if hint.identifies and hint.identifies not in ADDRESSES and kinds <= {int, str} and int in kinds:
        yield Shape("text", is_unquoted=True)
    if kinds <= {str}:
        yield from _of_texts(values, hint, is_text)
    elif kinds <= {int, float, Decimal}:
        yield from _fits("integer", values, value.integer(Column(type="integer"), is_text=False))
        yield Shape("number")


def _of_texts(values: Values, hint: Hint, is_text: bool) -> Iterator[Shape]:
    if hint.is_token:
        yield from _fits("push_token", values, value.push_token)
    yield from _fits("email", values, value.email)
    if hint.is_phone or all(found.startswith("+") for found in values):
        yield from _fits("phone", values, value.phone)
    if hint.identifies or hint.is_id:
        yield Shape("text")
    if hint.is_time:
        yield from _fits("date", values, value.day(ISO_DAY, None))  # 20170212 is a day where the name says so
    if is_text:
        yield from _fits("boolean", values, _true_or_false)
    has_zeros = any(found[0] == "0" and found.isdigit() and len(found) > 1 for found in values)
    if is_text and not has_zeros:
        yield from _fits("integer", values, value.integer(Column(type="integer"), is_text=True))
        yield from _fits("number", values, value.number(Column(type="number"), is_text=True))
    elif not has_zeros and all(map(str.isdigit, values)):
        yield Shape("integer", is_quoted=True)
    yield from _times(values)
    if is_text and all(found[0] in "[{" for found in values):
        yield from _fits("json", values, value.json(is_text=True, most_bytes=None))


def _times(values: Values) -> Iterator[Shape]:
    if not any(character.isdigit() for character in values[0]):
        return  # most texts: spares them a dozen formats
    yield from _fits("date", values, value.day(ISO_DAY, None))
    iso = Column(type="timestamp")
    for shape in _fits("timestamp", values, value.timestamp(iso, UTC, None)):
        is_zoned = next(_fits("timestamp", values, value.timestamp(iso, None, None)), None)
        yield is_zoned or Shape("timestamp", has_zone=False, exceptions=shape.exceptions)
    fitting = [(written, shape) for written in FORMATS for shape in _written(written, values)]
    for written, shape in fitting[:1]:
        others = [other for other, _ in fitting[1:]]
        doubt = f"every value fits {others[0]} as well" if others else ""
        yield Shape(shape.type, None, written, has_zone="%z" in written, exceptions=shape.exceptions, doubt=doubt)


def _written(form: str, values: Values) -> Iterator[Shape]:
    """A form without hours is a day's: as a moment it would shift into the day before where the zone is east of UTC."""
    if "%H" in form or "%I" in form:
        column = Column(type="timestamp", format=form)
        return _fits("timestamp", values, value.timestamp(column, UTC, None))
    return _fits("date", values, value.day(Column(type="date", format=form), None))


def _since_1970(values: Values) -> Iterator[Shape]:
    for unit, least in SINCE.items():
        if all(str(found).isdigit() and least <= int(found) < 3 * least for found in values):
            yield Shape("timestamp", unit=unit)


def _fits(kind: Type, values: Values, convert: Callable[[Any], object]) -> Iterator[Shape]:
    most = int(len(values) * (1 - ENOUGH))
    exceptions: list[Any] = []
    for found in values:
        try:
            convert(found)
        except ValueError:
            exceptions.append(found)
            if len(exceptions) > most:
                return
    yield Shape(kind, exceptions=tuple(exceptions))


def _true_or_false(written: str) -> None:
    if written.lower() not in ("true", "false"):
        raise ValueError


def _mixed(values: Values) -> str:
    kinds = sorted({type(found).__name__ for found in values})
    if kinds == ["str"]:
        is_comma = all(map(_DECIMAL_COMMA.fullmatch, values))
        return "numbers with a decimal comma; `type: number` takes a point" if is_comma else ""
    return f"holds {' and '.join(kinds)}; a column of type text takes text only"
