"""How a feed says things again: its mode, the key of a row, and when it happened, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundtrip.domain.column import ADDRESSES
from roundtrip.load.inference import names
from roundtrip.load.inference.columns import Drafted
from roundtrip.load.inference.shape import ENOUGH
from roundtrip.load.inference.uniqueness import TOGETHER, Rows

SOURCES = ("partner", "source", "network", "platform", "store_id")
"""What states numbers by day, by the names it goes by."""


@dataclass(frozen=True)
class Delivery:
    """How a feed says things again."""

    mode: str
    why: str
    """Of the mode."""
    key: tuple[str, ...]
    evidence: str
    """Of the key."""
    event_time: str | None
    partition: tuple[str, ...] = ()


def delivery(columns: Sequence[Drafted], sampled: Sequence[Mapping[str, Any]], feed: str) -> Delivery:
    """Mode, key and event time. Key columns are in every row but for a few, which the contract would quarantine."""
    rows = Rows(sampled, {c.name: c.seen.source for c in columns})
    always = [c for c in columns if c.seen.filled >= len(sampled) * ENOUGH]
    times = sorted(filter(_is_time, always), key=_least_telling)
    ids = [c.name for c in sorted(filter(_is_id, always), key=lambda c: _rank(c, feed))]
    changed = next((c.name for c in times if names.CHANGED.fullmatch(c.name)), None)
    told = f"tells all {len(rows):,} distinct rows of the sample apart"
    if changed and (key := rows.key(ids, beside=[changed])):
        why = f"{changed} says when a row changed: a new version is kept beside the old"
        return Delivery("upsert", why, key, f"with {changed}, {told}", changed)
    if key := rows.key(ids, most=1):
        return _by_id(next(c for c in columns if c.name == key[0]), columns, times, told)
    if partition := _partition(always, times):
        more = [c.name for c in always if c.name not in partition and c.column.type == "text"]
        key = (*partition, *(rows.key(more, beside=partition, least=0, most=len(more)) or more))
        why = "amounts by day without an id are stated again as a whole; else `append`"
        return Delivery("replace_partition", why, key, _evidence(rows, key), partition[-1], partition)
    others = [c.name for c in (*times, *always) if c.name not in ids]
    key = rows.key(list(dict.fromkeys([*ids, *others]))) or tuple(c.name for c in always)
    return Delivery("append", "a key is loaded once", key, _evidence(rows, key), times[0].name if times else None)


def _by_id(found: Drafted, columns: Sequence[Drafted], times: list[Drafted], told: str) -> Delivery:
    if times and not found.column.identifies:
        why = "rows have an id and a time; where they change later: `upsert`"
        return Delivery("append", why, (found.name,), told, times[0].name)
    has_addresses = any(c.column.type in ADDRESSES for c in columns)  # they need a time that tells the latest version
    why = "says who or what there is: new versions are kept beside the old"
    return Delivery("upsert", why, (found.name,), told, times[0].name if times and has_addresses else None)


def _evidence(rows: Rows, key: Sequence[str]) -> str:
    told = rows.told_apart_by(key)
    if told < len(rows):
        return f"CHECK: tells {told:,} of {len(rows):,} distinct rows apart; the rest would be dropped as repeats"
    fewer = f"; no {TOGETHER} columns do" if len(key) > TOGETHER else ""
    return f"CHECK: tells all {len(rows):,} distinct rows of the sample apart{fewer}"


def _is_time(draft: Drafted) -> bool:
    return draft.column.type in ("timestamp", "date") and not draft.column.personal


def _least_telling(draft: Drafted) -> tuple[bool, bool, bool]:
    """Sorts times: an instant before a day, one whose name says that something happened before any other."""
    happened = draft.name.startswith(names.HAPPENED)
    return draft.column.type == "date", not happened, not draft.seen.hint.is_time


def _is_id(draft: Drafted) -> bool:
    return (draft.seen.hint.is_id or draft.column.identifies is not None) and draft.column.type in ("text", "integer")


def _rank(draft: Drafted, feed: str) -> tuple[bool, bool, bool]:
    """Sorts ids: the row's own before any other, other ids before a person's."""
    last_word = names.singular(feed.rsplit("_", 1)[-1])
    own = draft.name in ("id", "uuid", f"{last_word}_id", f"{names.singular(feed)}_id")
    return not own, not draft.seen.hint.is_id, draft.column.identifies is not None


def _partition(always: list[Drafted], times: list[Drafted]) -> tuple[str, ...]:
    """Source and day, where numbers are stated by day."""
    day = next((c.name for c in times if c.column.type == "date"), None)
    has_amounts = any(names.MONEY.fullmatch(c.name) or names.COUNT.fullmatch(c.name) for c in always)
    if day is None or not has_amounts:
        return ()
    source = next((c.name for c in always if c.name in SOURCES), None)
    return (source, day) if source else (day,)
