"""Each section of the summary is one SQL file, found by folder: crm/ is read as the operator, results/ as a BI reader."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TextClause, text

from roundtrip.db import Role, engine

Rows = list[dict[str, Any]]
_HERE = Path(__file__).parent


def crm_sections(as_of: date) -> dict[str, Rows]:
    """What happened, by section."""
    with engine(Role.OPERATOR).connect() as db:
        return {file.stem: _rows(db, text(file.read_text()), as_of) for file in sorted(_HERE.glob("crm/*.sql"))}


def results_sections(as_of: date) -> tuple[dict[str, Rows], list[str]]:
    """What dbt built, by section, and the tables that are not built (or not granted) yet."""
    sections: dict[str, Rows] = {}
    missing: set[str] = set()
    with engine(Role.BI_READER).connect() as db:
        readable = _readable(db)
        for file in sorted(_HERE.glob("results/*.sql")):
            statement = file.read_text()
            absent = set(re.findall(r"\bresults\.(\w+)", statement)) - readable
            sections[file.stem] = [] if absent else _rows(db, text(statement), as_of)
            missing |= absent
    return sections, sorted(missing)


def _rows(db: Connection, statement: TextClause, as_of: date) -> Rows:
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
