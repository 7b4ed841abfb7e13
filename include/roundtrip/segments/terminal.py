"""Segments as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from roundtrip.health.terminal import table
from roundtrip.segments.listing import Listed
from roundtrip.segments.preview import FeedState, Preview

WIDTH = 110


def list_page(segments: Sequence[Listed]) -> str:
    """A line a segment; one that no night has built yet has no numbers."""
    head = ("segment", "people", "entered", "left", "campaigns", "late feeds")
    rows = [
        (
            found.segment,
            *("" if number is None else f"{number:,}" for number in (found.people, found.entered, found.left)),
            ", ".join(found.campaigns),
            "not built yet" if found.people is None else ", ".join(found.late_feeds),
        )
        for found in segments
    ]
    return "\n".join(table(head, rows, right=(1, 2, 3)))


def preview_page(found: Preview) -> str:
    """Size, change and feeds first, then who they are."""
    return "\n".join(
        [
            f"{found.segment}: {found.people:,} people on {found.as_of}{_change(found)}",
            *wrap(found.description, WIDTH, initial_indent="  ", subsequent_indent="  "),
            f"  campaigns: {', '.join(found.campaigns) or 'none yet'}",
            *_feeds(found.feeds),
            *_sample(found),
            *_dimensions(found),
            *_overlaps(found),
        ]
    )


def _change(found: Preview) -> str:
    if not found.has_history:
        return "; no night before knew it, its history starts with the next"
    return f"; since the night before {found.entered:,} entered, {found.left:,} left"


def _feeds(feeds: Sequence[FeedState]) -> Iterator[str]:
    if not feeds:
        yield "  feeds: none named; write config.meta.feeds into its .yml, or nobody notices that it lives on old data"
    for feed in feeds:
        absent = "absent, and optional" if feed.is_optional else "absent: campaigns wait"
        late = "late, or too few rows: campaigns wait"
        yield f"  feed {feed.feed}: {'in time' if feed.is_fresh else late if feed.is_present else absent}"


def _sample(found: Preview) -> Iterator[str]:
    if found.sample:
        yield "Some of them"
        columns = list(dict.fromkeys(name for row in found.sample for name in row))
        rows = [tuple("" if row.get(name) is None else str(row[name]) for name in columns) for row in found.sample]
        yield from table(columns, rows)


def _dimensions(found: Preview) -> Iterator[str]:
    if not found.people:
        return
    yield "Who they are"
    for name, shares in found.dimensions.items():
        told = ", ".join(f"{share.value} {share.people:,} ({share.people / found.people:.0%})" for share in shares)
        yield f"  {name:<16} {told or 'nothing known'}"


def _overlaps(found: Preview) -> Iterator[str]:
    if found.overlaps:
        yield "Whom they share with other segments"
        rows = [(other.segment, f"{other.people_in_both:,}", f"{other.people:,}") for other in found.overlaps]
        yield from table(("segment", "in both", "of"), rows, right=(1, 2))
