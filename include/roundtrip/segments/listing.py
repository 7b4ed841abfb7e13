"""Every segment with its size on the newest night. Acts as the operator, who sees results and no address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.decide.segments import segment_names
from roundtrip.segments.campaigns import campaigns_of


class Listed(BaseModel):
    """A segment file, and what the newest night made of it; the numbers are None until one has built it."""

    segment: str
    people: int | None = None
    entered: int | None = None
    left: int | None = None
    late_feeds: list[str] = []
    """Of its feeds, those for which its campaigns wait."""
    campaigns: list[str] = []


def listing() -> list[Listed]:
    """One a file, by name."""
    built = _built()
    return [
        Listed(**{"segment": name, **built.get(name, {}), "campaigns": campaigns_of(name)})
        for name in sorted(segment_names())
    ]


def _built() -> dict[str, Mapping[str, Any]]:
    with engine(Role.OPERATOR).connect() as db:
        if not db.execute(text("select to_regclass('results.rpt_segment_daily') is not null")).scalar_one():
            return {}
        return {row["segment"]: row for row in db.execute(statement(__file__, "listing")).mappings()}
