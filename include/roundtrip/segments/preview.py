"""Who would be in a segment by its file as it is now, on the newest night: nothing is built, nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from roundtrip.segments.breakdown import Share, breakdown
from roundtrip.segments.campaigns import campaigns_of
from roundtrip.segments.scene import Database, asked, newest_night
from roundtrip.transform import compiled

SAMPLE = 5
OVERLAPS = 5


class Overlap(BaseModel):
    """Another segment, as the newest night left it."""

    segment: str
    people: int
    people_in_both: int


class FeedState(BaseModel):
    """A feed the segment lives on. Its campaigns wait for one that is neither here in time nor absent and optional."""

    feed: str
    is_present: bool
    is_fresh: bool
    """In time, and as many rows as its contract asks for."""
    is_optional: bool


class Preview(BaseModel):
    """A segment file and the people it finds."""

    segment: str
    description: str
    as_of: date
    people: int
    has_history: bool
    """Whether a night before this one knew the segment: without, everybody enters."""
    entered: int
    """In it now and not on the night before."""
    left: int
    sample: list[dict[str, Any]]
    """A few of them: id, where and what they are, and the segment's own columns. Never a name or an address."""
    dimensions: dict[str, list[Share]]
    overlaps: list[Overlap]
    """The segments it shares most people with."""
    feeds: list[FeedState]
    campaigns: list[str]


def preview(segment: str) -> Preview:
    """One segment by name; raises NoSegment; TransformError or CannotAsk says what is wrong in its file."""
    as_of = newest_night(segment)
    model = compiled(f"seg_{segment}", as_of)
    bound = {"segment": segment, "as_of": as_of, "feeds": list(model.feeds), "sample": SAMPLE, "overlaps": OVERLAPS}
    with asked(model) as db:
        return Preview(
            segment=segment,
            description=" ".join(model.description.split()),
            as_of=as_of,
            **_rows(db, "change", bound)[0],
            sample=[row | row.pop("facts") for row in _rows(db, "sample", bound)],
            dimensions=breakdown(db),
            overlaps=[Overlap(**row) for row in _rows(db, "overlaps", bound)],
            feeds=[FeedState(**row) for row in _rows(db, "feeds", bound)],
            campaigns=campaigns_of(segment),
        )


def _rows(db: Database, section: str, bound: dict[str, Any]) -> list[dict[str, Any]]:
    """What one .sql file beside this one says of pg_temp.previewed."""
    return db.execute((Path(__file__).parent / f"{section}.sql").read_bytes(), bound).fetchall()
