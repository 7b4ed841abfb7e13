"""SQL that matters stands in a .sql file beside the code that runs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text


@cache
def statement(beside: str, name: str) -> TextClause:
    """`statement(__file__, "claim")` is claim.sql of the caller's folder; `:name` in it is a bind parameter."""
    return text((Path(beside).parent / f"{name}.sql").read_text())
