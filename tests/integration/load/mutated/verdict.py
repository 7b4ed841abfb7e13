"""Compares what a night made of a mutated file with what its bytes say must have become of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from tests.integration.load.mutated.accounting import (
    KEPT,
    Line,
    csv_lines,
    header,
    physical_lines,
    said,
    unpacked,
)
from tests.integration.load.mutated.samples import DELIMITERS, KEYS, NAMES


@dataclass
class Became:
    """What the database holds of a file after the night."""

    rows_in: int
    loaded: int
    quarantined: int
    duplicates: int
    raw: dict[int, dict[str, object]] = field(default_factory=dict)
    """Row by line."""
    refused: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    """Reason and bytes by line, of quarantined rows."""


@dataclass(frozen=True)
class Expected:
    """What the bytes of a file say. Each None means that they leave it open."""

    feed: str
    must_be_refused: bool | None
    lines: list[Line] | None
    most_lines: int
    names: list[str] | None
    good: frozenset[bytes]

    @property
    def delimiter(self) -> str | None:
        return DELIMITERS.get(self.feed)


def expected(feed: str, stored: bytes, good: list[bytes]) -> Expected:
    content = unpacked(stored)
    if content is None:
        return Expected(feed, True, None, 0, None, frozenset())
    physical = physical_lines(content)
    delimiter = DELIMITERS.get(feed)
    if delimiter is None:
        return Expected(feed, False, physical, len(physical), NAMES[feed], frozenset(good))
    if not content:
        return Expected(feed, False, [], 0, None, frozenset())
    names = header(content, delimiter)
    refused = None if names is None else not _fits(names, NAMES[feed])
    as_sent = names is not None and names[: len(NAMES[feed])] == NAMES[feed] == names
    return Expected(
        feed, refused, csv_lines(content, delimiter), len(physical) - 1, names, frozenset(good if as_sent else ())
    )


def _fits(names: list[str], wanted: list[str]) -> bool:
    return set(wanted) <= set(names) and len(set(names)) == len(names)


def complaints(of: Expected, became: Became, keys: set[tuple[str, ...]]) -> Iterator[str]:
    """Everything about a loaded file that is not as its bytes say; keys are those that raw has of the feed."""
    if of.must_be_refused:
        yield "was loaded though it is damaged, or its header wrong"
        return
    if became.rows_in != became.loaded + became.quarantined + became.duplicates:
        yield f"rows in do not add up: {became}"
    if (len(became.raw), len(became.refused)) != (became.loaded, became.quarantined):
        yield f"counts {became.loaded}, {became.quarantined}; there are {len(became.raw)}, {len(became.refused)}"
    if both := became.raw.keys() & became.refused.keys():
        yield f"lines {both} are loaded and quarantined"
    if of.lines is None:
        if became.rows_in > of.most_lines:
            yield f"{became.rows_in} rows in of {of.most_lines} lines"
        return
    if became.rows_in != len(of.lines):
        yield f"{became.rows_in} rows in, the file has {len(of.lines)}"
    yield from _lines(of, became, keys)


def _lines(of: Expected, became: Became, keys: set[tuple[str, ...]]) -> Iterator[str]:
    assert of.lines is not None
    by_number = {line.number: line.content for line in of.lines}
    if strange := (became.raw.keys() | became.refused.keys()) - by_number.keys():
        yield f"lines {sorted(strange)[:5]} are no rows of the file"
        return
    for number, (reason, kept) in became.refused.items():
        if kept != by_number[number][:KEPT]:
            yield f"line {number} ({reason}) is quarantined with other bytes"
        if by_number[number] in of.good:
            yield f"line {number} is good and was quarantined: {reason}"
    for number, row in became.raw.items():
        yield from _row(of, number, by_number[number], row)
    for number in by_number.keys() - became.raw.keys() - became.refused.keys():
        if _key(of, by_number[number]) not in keys:
            yield f"line {number} is counted as a duplicate of nothing: {by_number[number][:200]!r}"


def _row(of: Expected, number: int, line: bytes, row: dict[str, object]) -> Iterator[str]:
    told = said(line, of.names or [], of.delimiter)
    if told is None:
        yield f"line {number} is loaded and says nothing: {line[:200]!r}"
        return
    for name in (*KEYS[of.feed], "note"):
        if str(told.get(name) or "") != str(row[name] or ""):
            yield f"line {number}: {name} is {row[name]!r}, the file says {told.get(name)!r}"
    if _number(told.get("amount")) != _number(row["amount"]):
        yield f"line {number}: amount is {row['amount']!r}, the file says {told.get('amount')!r}"


def _key(of: Expected, line: bytes) -> tuple[str, ...] | None:
    told = said(line, of.names or [], of.delimiter)
    return None if told is None else tuple(str(told.get(name)) for name in KEYS[of.feed])


def _number(value: object) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return Decimal("NaN")
