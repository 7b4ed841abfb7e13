"""Where the links of messages lead: on record before anybody can click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement


def keep_links(targets: Mapping[str, str]) -> None:
    """Record targets by link id; raises ValueError where an id means something else already, which 48 bits make rare."""
    given = {"ids": list(targets), "targets": list(targets.values())}
    with engine(Role.SENDER).begin() as db:
        db.execute(statement(__file__, "keep_links"), given)
        others: Sequence[str] = db.execute(statement(__file__, "other_links"), given).scalars().all()
    if others:
        raise ValueError(f"link {others[0]} leads elsewhere already; write the address a little differently")
