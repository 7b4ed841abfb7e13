"""What is known of one person and why, for whoever answers their question. Acts as the operator, who sees no address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement

MOST = 20
"""Messages and decisions shown, the newest first."""


def show(person_id: int) -> dict[str, Any]:
    """Everything shown of a person, by section; a section about which nothing is known is an empty list.

    attributes and segments come from the newest build, and are empty where there was none.
    """
    with engine(Role.OPERATOR).connect() as db:
        known = db.execute(statement(__file__, "show"), {"person": person_id, "most": MOST}).mappings().one()
        return {
            "person_id": person_id,
            "attributes": _attributes(db, person_id),
            "segments": _segments(db, person_id),
            **{section: found or [] for section, found in known.items()},
        }


def _attributes(db: Connection, person_id: int) -> dict[str, Any]:
    if not _is_built(db, "marts.dim_person"):
        return {}
    found: dict[str, Any] | None = db.execute(_ATTRIBUTES, {"person": person_id}).scalars().one_or_none()
    return found or {}


def _segments(db: Connection, person_id: int) -> list[dict[str, Any]]:
    if not _is_built(db, "segments.segment_membership"):
        return []
    return [dict(row) for row in db.execute(_SEGMENTS, {"person": person_id}).mappings()]


def _is_built(db: Connection, relation: str) -> bool:
    return bool(db.execute(text("select to_regclass(:relation) is not null"), {"relation": relation}).scalar_one())


_ATTRIBUTES = text("select jsonb_strip_nulls(to_jsonb(dim_person)) from marts.dim_person where person_id = :person")
_SEGMENTS = text("""
    select segment, entered_on, left_on
    from segments.segment_membership
    where person_id = :person
    order by entered_on desc, segment
""")
