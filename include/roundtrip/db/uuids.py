"""Many ids as one parameter."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def as_array(ids: Iterable[UUID]) -> str:
    """Postgres's text of an array, for `cast(:ids as uuid [])`: a sixth of what psycopg spends on a list of UUIDs."""
    return f"{{{','.join([each.hex for each in ids])}}}"
