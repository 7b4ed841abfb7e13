"""Units: people who share something without being one are assigned to the same arms, as one would read the other's message.

Newcomers join the unit of those they share with; a unit never changes afterwards (crossings are contamination).
"""

from __future__ import annotations

from pathlib import Path

from psycopg import sql

from roundtrip.people.night import Night

HOUSEHOLD = 10
"""People; what more of them share makes no unit: a demo phone of a shop, an address everybody types in."""

_HERE = Path(__file__).parent


def mint(night: Night) -> int:
    """Write the persons who are new by the verdict, each with its unit; returns how many."""
    night.run(_HERE, "minted")
    night.run(_HERE, "bonds", household=sql.Literal(HOUSEHOLD))
    night.run(_HERE, "unit_of_known")
    night.until_settled(_HERE, "unit_of_newcomers")
    return night.run(_HERE, "write_persons")
