"""The health of the warehouse as plain aligned text, widest question last: feeds, joins, channels, what to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roundtrip.health.advice import Advice
from roundtrip.health.health import FeedHealth, Health, Join, Reach

FEW_ROWS_SHARE = 0.8
"""Below this share of rows that name somebody, a feed is worth a word."""
OPENED = 6
HOURS_A_DAY = 24


def terminal(health: Health) -> str:
    """All of it; where no night ran yet, that and what to ask for."""
    if health.as_of is None:
        return "\n".join(["No night has run here yet: `roundtrip run` makes one.", "", *_advice(health)])
    parts = [_feeds(health), _joins(health), _reach(health.reach), _advice(health)]
    return "\n".join(line for part in parts for line in ("", *part)).lstrip("\n")


def _feeds(health: Health) -> Iterator[str]:
    present = [feed for feed in health.feeds if feed.is_present]
    yield f"Feeds on the night of {health.as_of}"
    head = ("feed", "state", "last file", "newest event", "rows", "usual", "quarantined", "people", "known elsewhere")
    rows = [_feed(feed) for feed in present]
    yield from table(head, rows, right=range(4, len(head))) if rows else ["  none has come"]
    if refused := [feed for feed in health.feeds if feed.files_refused]:
        yield "  refused files: " + ", ".join(f"{feed.feed} {feed.files_refused}" for feed in refused)
    for feed in present:
        if feed.loaded_so_far and feed.rows_identified is not None:
            share = feed.rows_identified / feed.loaded_so_far
            if share < FEW_ROWS_SHARE:
                yield f"  {feed.feed}: only {share:.0%} of its rows say whose they are"


def _feed(feed: FeedHealth) -> tuple[str, ...]:
    return (
        feed.feed,
        _state(feed),
        str(feed.last_came_on or ""),
        f"{feed.newest_at:%Y-%m-%d %H:%M}Z" if feed.newest_at else "",
        f"{feed.loaded:,}",
        "" if feed.usual_loaded is None else f"{feed.usual_loaded:,.0f}",
        _share(feed.quarantined, feed.rows_in),
        "" if feed.people is None else f"{feed.people:,}",
        "" if feed.people_elsewhere is None else _share(feed.people_elsewhere, feed.people or 0),
    )


def _state(feed: FeedHealth) -> str:
    if feed.hours_late is not None:
        days, hours = divmod(round(feed.hours_late), HOURS_A_DAY)
        return f"late by {days} d {hours} h" if days else f"late by {hours} h"
    return "late" if not feed.is_fresh else "in time" if feed.is_enough else "too few rows"


def _joins(health: Health) -> Iterator[str]:
    """A line a feed: the three others that know most of its people, and how much of them."""
    yield "Of a feed's people, whom other feeds know too"
    by_feed: dict[str, list[Join]] = {}
    for join in health.joins:
        by_feed.setdefault(join.feed, []).append(join)
    rows = []
    for feed, joins in by_feed.items():
        best = sorted((join for join in joins if join.people_in_both), key=lambda j: (-j.people_in_both, j.other_feed))
        rows.append((feed, *(f"{join.other_feed} {_share(join.people_in_both, join.people)}" for join in best[:4])))
    width = max((len(row) for row in rows), default=0)
    yield from (
        table(("", *[""] * (width - 1)), [row + ("",) * (width - len(row)) for row in rows])
        if rows
        else ["  fewer than two feeds name people so far"]
    )


def _reach(reach: Sequence[Reach]) -> Iterator[str]:
    yield "Who could be written to"
    head = ("channel", "people", "with address", "with consent", "suppressed", "reachable", "")
    rows = [
        (
            channel.channel,
            *(f"{n:,}" for n in (channel.people, channel.with_address, channel.with_consent, channel.suppressed)),
            f"{channel.reachable:,}",
            _share(channel.reachable, channel.people),
        )
        for channel in reach
    ]
    yield from table(head, rows, right=range(1, len(head))) if rows else ["  nobody is known yet"]


def _advice(health: Health) -> Iterator[str]:
    if not health.ask_next:
        yield "What to ask for next: nothing; every feed the contracts know has come."
        return
    first, *others = health.ask_next
    yield f"What to ask for next: {first.feed}, needed for {first.needed_for}"
    yield from _reasons(first)
    if others:
        yield f"  then: {', '.join(advice.feed for advice in others)}"


def _reasons(advice: Advice) -> Iterator[str]:
    yield f"  land it as {advice.files} (include/feeds/{advice.feed}.yml says what a row holds)"
    for opened in advice.opens[:OPENED]:
        also = f", with {' and '.join(opened.lacks_also)}" if opened.lacks_also else ""
        yield f"  opens the {opened.kind} {opened.name}{also}"
    if len(advice.opens) > OPENED:
        yield f"  and {len(advice.opens) - OPENED} more"
    if advice.joins_by:
        yield f"  tells its people by {', '.join(advice.joins_by)}, as feeds do that are here"


def _share(part: int, whole: int) -> str:
    """A percentage that never rounds something to nothing, nor nearly all to all."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "<1%"
    return ">99%" if 99 < percent < 100 else f"{percent:.0f}%"  # noqa: PLR2004


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """Aligned lines, two spaces in; the columns of `right` are numbers."""
    lines = [head, *rows] if any(head) else list(rows)
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    for line in lines:
        cells = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  " + "  ".join(cells).rstrip()
