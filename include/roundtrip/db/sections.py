"""Figures by section: each is one SQL file of a folder, whose name is the section's; `:as_of` in it is the night asked for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TextClause, text

from roundtrip.db.engine import Role, engine

Rows = list[dict[str, Any]]


def crm_sections(folder: Path, as_of: date) -> dict[str, Rows]:
    """What happened, as an operator sees it."""
    with engine(Role.OPERATOR).connect() as db:
        return {file.stem: _rows(db, text(file.read_text()), as_of) for file in sorted(folder.glob("*.sql"))}


def results_sections(folder: Path, as_of: date | None = None) -> tuple[dict[str, Rows], list[str]]:
    """What dbt built, as a BI reader sees it, and the tables that are not built (or not granted) yet: their sections are empty."""
    sections: dict[str, Rows] = {}
    missing: set[str] = set()
    with engine(Role.BI_READER).connect() as db:
        readable = _readable(db)
        for file in sorted(folder.glob("*.sql")):
            statement = file.read_text()
            absent = set(re.findall(r"\bresults\.(\w+)", statement)) - readable
            sections[file.stem] = [] if absent else _rows(db, text(statement), as_of)
            missing |= absent
    return sections, sorted(missing)


def _rows(db: Connection, statement: TextClause, as_of: date | None) -> Rows:
    return [dict(row) for row in db.execute(statement, {"as_of": as_of}).mappings()]


def _readable(db: Connection) -> set[str]:
    found = db.execute(
        text(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'results' and has_schema_privilege(n.oid, 'usage')"
            " and has_table_privilege(c.oid, 'select')"
        )
    )
    return set(found.scalars())
