"""Where a segment's SQL is asked: the transformer's eyes on the warehouse of the newest night, and hands tied.

The people found go to a temporary table, which is gone with the connection; everything after its making is a read-only
transaction, in which Postgres refuses to touch any other. What a preview shows therefore changes nothing for the night.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

from psycopg import Connection, Error, sql
from psycopg.rows import dict_row

from roundtrip import settings
from roundtrip.db import Role, connect
from roundtrip.decide.segments import segment_names
from roundtrip.transform import Compiled

Database = Connection[dict[str, Any]]

NEWEST = "select max(as_of) as as_of from crm.run where step = 'build' and status = 'done'"
FOUND = "create temporary table previewed (person_id bigint not null, facts jsonb not null)"
FIND = "insert into pg_temp.previewed select found.person_id, to_jsonb(found) - 'person_id' from (\n{}\n) as found"


class NoSegment(LookupError):
    """There is no such segment file, or no night to ask it of; the text says which."""


def newest_night(segment: str) -> date:
    """The night to ask `segment` of; raises NoSegment when either is missing."""
    if segment not in segment_names():
        near = difflib.get_close_matches(segment, segment_names(), n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"write dbt/models/segments/seg_{segment}.sql"
        raise NoSegment(f"there is no segment {segment!r}; {remedy}")
    with closing(connect(Role.TRANSFORMER)) as db:
        (as_of,) = db.execute(NEWEST).fetchone() or (None,)
    if as_of is None:
        raise NoSegment(settings.NO_NIGHT_HERE)
    found: date = as_of
    return found


class CannotAsk(RuntimeError):
    """Postgres refused the segment's SQL; the text is what it said."""


@contextmanager
def asked(segment: Compiled) -> Iterator[Database]:
    """A connection on which `pg_temp.previewed` holds whoever the segment's SQL finds: person_id, and the other columns as facts.

    Raises CannotAsk.
    """
    with closing(connect(Role.TRANSFORMER, autocommit=True)) as plain:
        plain.execute(FOUND)
        plain.execute("set default_transaction_read_only = on")
        plain.autocommit = False
        try:
            plain.execute(sql.SQL(FIND).format(sql.SQL(segment.sql)))
        except Error as error:
            said = error.diag.message_primary or str(error)
            raise CannotAsk(
                f"{segment.model}.sql: {said}; correct it, or build a night if it reads a new model"
            ) from error
        plain.row_factory = dict_row
        yield plain
