"""What steps counted in crm.run, in words for the terminal."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import text

from roundtrip.db import Role, engine

WORDS = {
    "loaded": "rows",
    "quarantined": "quarantined",
    "duplicates": "duplicates",
    "files_refused": "files refused",
    "persons": "new people",
    "accepted": "accepted",
    "rejected": "rejected",
    "uncertain": "uncertain",
    "not_sent": "held back",
}
"""Counts worth a person's look while a night runs, in this order; all others stand in the report."""


def newest_run() -> int:
    with engine(Role.OPERATOR).connect() as db:
        return int(db.execute(text("select coalesce(max(run_id), 0) from crm.run")).scalar_one())


def since(run_id: int) -> Counter[str]:
    """The counts of all steps after this run, added up."""
    added = text("""
        select key, cast(sum(cast(value as bigint)) as bigint)
        from crm.run
        cross join jsonb_each_text(counts)
        where run_id > :run_id
        group by key
    """)
    with engine(Role.OPERATOR).connect() as db:
        return Counter(dict(db.execute(added, {"run_id": run_id}).tuples().all()))


def in_words(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]:,} {word}" for name, word in WORDS.items() if counts[name])
