"""Brings rows into the shape the check reads: fields out of the objects that hold them, stand-ins for nothing out of the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed

Contents = list[dict[str, Any]]


def tidied(feed: Feed) -> Callable[[Contents], None]:
    """Changes rows in place, and only once however often they come by: a bad hundred is checked again in halves."""
    inner = [(column, column.source(name)) for name, column in feed.columns.items() if column.inside]
    stand_ins = [
        (column.source(name), frozenset(column.means_none))
        for name, column in feed.columns.items()
        if column.means_none
    ]

    def tidy(contents: Contents) -> None:
        for column, source in inner:
            _lift(contents, column, source)
        for source, nothing in stand_ins:
            _clear(contents, source, nothing)

    return tidy


def _lift(contents: Contents, column: Column, source: str) -> None:
    path = (column.inside or "").split(".")
    field = source.removeprefix(f"{column.inside}.")
    for content in contents:
        holder = _within(content, path)
        if holder is not None and field in holder:
            content[source] = holder.pop(field)


def _within(content: dict[str, Any], path: Sequence[str]) -> dict[str, Any] | None:
    found: Any = content
    for step in path:
        found = found.get(step) if type(found) is dict else None
    return found if type(found) is dict else None


def _clear(contents: Contents, source: str, nothing: frozenset[str]) -> None:
    for content in contents:
        value = content.get(source)
        if type(value) is str and value in nothing:
            content[source] = None
