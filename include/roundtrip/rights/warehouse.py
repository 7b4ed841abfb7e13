"""dbt's tables hold copies. The next night makes them anew from what is left; until then, and where it does not, this takes
the person out of every table of dbt's schemas, whatever its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import Any, NamedTuple

from psycopg import Connection, sql

from roundtrip.db import Role, connect
from roundtrip.db.migrate import SCHEMAS

BUILT_BY_DBT = SCHEMAS[2:]
TEXT = ("text", "character varying")


class Person(NamedTuple):
    """Who is taken out, and by what they are recognised."""

    ids: Sequence[int]
    names: Sequence[str]
    """Identifiers and address hashes."""
    words: Sequence[str]
    """Those of them that are nobody else's and long enough to be nothing else."""
    pattern: str | None
    """Finds their words, clear addresses among them, inside of a longer text; None where they have none."""
    personal: Sequence[str]
    """What their personal columns say."""
    secret: str


def take_out(person: Person) -> Counter[str]:
    """Blank the person in every table of dbt; how many rows of each table changed."""
    counts: Counter[str] = Counter()
    known = {
        name: list(value) if isinstance(value, (list, tuple)) else value for name, value in person._asdict().items()
    }
    with closing(connect(Role.TRANSFORMER)) as db, db:
        tables = _tables(db)
        for (schema, table), columns in tables.items():
            if statement := _statement(schema, table, columns):
                counts[f"{schema}.{table}"] += db.execute(statement, known).rowcount
        sole = set(person.personal) - _still_said(db, tables, person.personal)
        for (schema, table), columns in tables.items():
            if sole and {"dimension", "value"} <= columns.keys():
                told = sql.SQL(_OF_SUMS).format(sql.Identifier(schema, table))
                counts[f"{schema}.{table}"] += db.execute(told, known | {"sole": sorted(sole)}).rowcount
    return +counts


def _still_said(
    db: Connection[Any], tables: dict[tuple[str, str], dict[str, str]], personal: Sequence[str]
) -> set[str]:
    """Of the person's values those that other people have, too: they tell nobody apart."""
    found: set[str] = set()
    for (schema, table), columns in tables.items():
        texts = [sql.SQL("({})").format(sql.Identifier(name)) for name, kind in columns.items() if kind in TEXT]
        if "person_id" in columns and texts:
            query = sql.SQL(_OTHERS).format(sql.Identifier(schema, table), sql.SQL(", ").join(texts))
            found.update(value for (value,) in db.execute(query, {"personal": list(personal)}))
    return found


def _tables(db: Connection[Any]) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in db.execute(_COLUMNS, {"schemas": list(BUILT_BY_DBT)}):
        found.setdefault((schema, table), {})[column] = kind
    return found


def _statement(schema: str, table: str, columns: dict[str, str]) -> sql.Composed | None:
    """A word is replaced wherever it stands; of the person's own rows every name, personal value and JSON goes."""
    own = sql.SQL("person_id = any (%(ids)s)" if "person_id" in columns else "false")
    rules = {
        name: sql.SQL(rule).format(column=sql.Identifier(name), own=own)
        for name, kind in columns.items()
        if (rule := _RULES.get(kind))
    }
    if not rules:
        return None
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), rule) for name, rule in rules.items()]
    differs = [sql.SQL("{} is distinct from {}").format(sql.Identifier(name), rule) for name, rule in rules.items()]
    return sql.SQL("update {} set {} where {}").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(changes), sql.SQL(" or ").join(differs)
    )


_OF_TEXT = """case
    when {column} = any (%(words)s) or {own} and {column} = any (%(names)s) then crm.erased_value(%(secret)s, {column})
    when {own} and {column} = any (%(personal)s) then null
    when {own} and {column} ~* %(pattern)s then regexp_replace({column}, %(pattern)s, 'erased', 'gi')
    else {column}
end"""
_RULES = {
    **dict.fromkeys(TEXT, _OF_TEXT),
    "date": "case when {own} and {column}::text = any (%(personal)s) then null else {column} end",
    "jsonb": "case when {own} then '{{}}'::jsonb else {column} end",
}
_OTHERS = """
    select distinct told.value
    from {}
    cross join lateral (values {}) as told (value)
    where told.value = any (%(personal)s)
"""
_OF_SUMS = """
    update {} set value = crm.erased_value(%(secret)s, value) where dimension <> 'total' and value = any (%(sole)s)
"""
"""Sums by a city where nobody else lives name the person; under a pseudonym the counts stay as they were published."""
_COLUMNS = """
    select relnamespace::regnamespace::text, relname, attname, format_type(atttypid, null)
    from pg_class
    inner join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relkind = 'r' and relnamespace::regnamespace::text = any (%(schemas)s)
    order by relname, attnum
"""
