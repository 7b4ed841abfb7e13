"""What a contract says of a column beside its type: identifier, required, bounds, lists, personal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roundtrip.domain.column import ADDRESSES
from roundtrip.load.inference import names
from roundtrip.load.inference.seen import Seen

FEW = 8
"""Values a column of a closed list has at most."""
ROWS_FOR_A_LIST = 1000
OFTEN = 0.005
"""Share of the rows in which the rarest of them stands at least: rarer ones may simply not have come yet."""
WORDS = 4
"""Free text has so many in the mean."""
CURRENCY = "[A-Z]{3}"


def rules(seen: Seen) -> dict[str, Any]:
    """The keys of the column in the contract, in the order in which people write them."""
    shape = seen.shape
    said: dict[str, Any] = {"type": shape.type, "named": seen.source if seen.source != seen.name else None}
    said |= {"unit": shape.unit, "format": shape.format}
    flags = {"quoted": shape.is_quoted, "unquoted": shape.is_unquoted, "required": seen.filled == seen.rows}
    flags["personal"] = _is_personal(seen)
    said |= {name: True for name, is_set in flags.items() if is_set}
    return {key: rule for key, rule in said.items() if rule is not None} | dict(_bounds(seen))


def _bounds(seen: Seen) -> Iterator[tuple[str, Any]]:
    kind, name = seen.shape.type, seen.name
    if _identifies(seen):
        yield "identifies", seen.hint.identifies
    elif kind in ("integer", "number") and names.COUNT.fullmatch(name) and not any(map(_is_negative, seen.counts)):
        yield "minimum", 0
    elif kind == "text" and names.CURRENCY.fullmatch(name) and seen.counts and all(map(_is_currency, seen.counts)):
        yield "pattern", CURRENCY
    elif kind == "text" and names.CLOSED.fullmatch(name) and _is_closed(seen):
        yield "one_of", tuple(sorted(seen.counts))


def _identifies(seen: Seen) -> bool:
    kind = seen.hint.identifies
    wanted = kind if kind in ADDRESSES else "text"
    return kind is not None and seen.shape.type == wanted and not seen.is_taken and bool(seen.counts)


def _is_negative(written: str) -> bool:
    return written.startswith("-")


def _is_currency(written: str) -> bool:
    return len(written) == len("EUR") and written.isalpha() and written.isupper()


def _is_closed(seen: Seen) -> bool:
    if seen.rows < ROWS_FOR_A_LIST or not 1 < len(seen.counts) <= FEW:
        return False
    return min(seen.counts.values()) >= seen.rows * OFTEN


def _is_personal(seen: Seen) -> bool:
    """By its name, or as free text, in which people write who they are: many words, hardly ever the same again."""
    if seen.shape.type in (*ADDRESSES, "json") or seen.hint.identifies in ADDRESSES:
        return seen.shape.type == "text"  # a number that is no address yet
    if seen.hint.is_personal or seen.shape.type != "text" or len(seen.counts) * 2 < seen.filled:
        return seen.hint.is_personal
    return bool(seen.counts) and sum(len(written.split()) for written in seen.counts) >= WORDS * len(seen.counts)
