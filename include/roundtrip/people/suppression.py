"""Fills crm.suppression from the feeds that say whom not to write to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from psycopg import sql

from roundtrip.domain.feed import Feed
from roundtrip.people.night import Night


def suppress(night: Night, feeds: Iterable[Feed]) -> int:
    """Suppress the addresses of new batches; returns how many nobody had suppressed before."""
    here = Path(__file__).parent
    return sum(night.run(here, "suppressions", **_names(feed)) for feed in feeds if feed.suppresses)


def _names(feed: Feed) -> dict[str, sql.Composable]:
    if feed.suppresses is None or feed.event_time is None:
        raise ValueError(f"{feed.name}: suppresses nobody, or at no time; its contract should have been refused")
    said, reason_in = feed.suppresses, feed.suppresses.reason_in
    return {
        "raw": sql.Identifier("raw", feed.name),
        "address": sql.Identifier(said.address(feed.columns)),
        "channel": sql.Literal(said.channel),
        "reason": sql.Identifier(reason_in) if reason_in else sql.Literal(said.reason),
        "stated_at": sql.Identifier(feed.event_time),
        "source": sql.Literal(feed.name),
    }
