"""Days and moments as people type them."""

from __future__ import annotations

from datetime import date, datetime

import typer


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as in 2026-11-10") from None


def moment(text: str) -> datetime:
    """A time with its zone: without one nobody knows when it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise typer.BadParameter(f"{text!r} is no time with a zone; write it as in 2026-11-10T12:00+01:00")
    return found
