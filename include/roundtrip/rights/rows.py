"""A person's rows of raw: which they are, and what an erasure leaves of them. All of it from the feed's contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
from psycopg import Connection, sql

from roundtrip.domain.column import ADDRESSES, Column
from roundtrip.domain.feed import Feed
from roundtrip.rights.names import Names, bounded, most_telling_first

NEUTRAL = {
    "text": "'erased'",
    "integer": "0",
    "number": "0",
    "boolean": "false",
    "date": "date '1970-01-01'",
    "timestamp": "timestamptz '1970-01-01 00:00Z'",
    "json": "'{}'::jsonb",
}
"""What stands in a personal column that the contract requires; in any other stands nothing."""


def condition(feed: Feed) -> sql.Composed:
    """Whether a row is about the person. Parameters: names and others, JSON of values by kind.

    The most telling name decides, an account before all: a row of somebody else who has a device or address in common is the
    other's. A feed that names nobody has no rows of anybody's.
    """
    if not feed.naming:
        return sql.Composed([sql.SQL("false")])
    either = "when {} then true when {} then false"
    named = sql.SQL("case {} else false end").format(
        sql.SQL(" ").join(
            sql.SQL(either).format(_is_one_of(kind, column), _is_one_of(kind, column, "others"))
            for kind, column in ((kind, feed.columns[name].in_raw(name)) for kind, name in most_telling_first(feed))
        )
    )
    account = feed.identifying("user_id")
    if account is None:
        return sql.SQL("({})").format(named)
    return sql.SQL("(({0} is null or {1}) and ({2}))").format(
        sql.Identifier(account), _is_one_of("user_id", account), named
    )


def _is_one_of(kind: str, column: str, of: str = "names") -> sql.Composed:
    return sql.SQL("{} = any (array(select jsonb_array_elements_text({}::jsonb -> {})))").format(
        sql.Identifier(column), sql.Placeholder(of), sql.Literal(kind)
    )


def stored(db: Connection[Any], feed: Feed, names: Names) -> Iterator[dict[str, Any]]:
    """The person's rows as JSON objects, streamed."""
    query = sql.SQL("select to_jsonb(row) from {} as row where {} order by batch_id, line").format(
        sql.Identifier("raw", feed.name), condition(feed)
    )
    with db.cursor(name=f"stored_{feed.name}") as cursor:
        for (row,) in cursor.execute(query, parameters(names)):
            yield row


def personal_values(feed: Feed) -> sql.Composed | None:
    """Query of every text that tells who the person is, as it may have travelled on into a table of dbt: of personal columns,
    and of the JSON that describes a person (an event's describes the event, and would take `home` from every screen)."""
    parts: list[sql.Composable] = []
    for name, column in feed.columns.items():
        if column.type == "json" and feed.mode == "upsert":
            of_json = sql.SQL(
                "select v #>> '{{}}' from own, jsonb_path_query({}, '$.**') v where jsonb_typeof(v) = 'string'"
            )
            parts.append(of_json.format(sql.Identifier(name)))
        elif column.personal and column.type not in ADDRESSES:
            parts.append(sql.SQL("select {}::text from own").format(sql.Identifier(name)))
    if not parts:
        return None
    own = sql.SQL("with own as (select * from {} where {}) ").format(sql.Identifier("raw", feed.name), condition(feed))
    return own + sql.SQL("select distinct value from ({}) found (value) where value <> ''").format(
        sql.SQL(" union all ").join(parts)
    )


def erased(feed: Feed, names: Names) -> sql.Composed:
    """The update that leaves what is counted (events, times, amounts, places by country) and takes what tells whose it was; in a
    text that stays, as a page's address, the words that are the person's alone.

    Parameters: names, secret. The row's hash goes too: who knows the rest of it could try names until one fits.
    """
    kept_apart = sql.SQL("crm.erased_value(%(secret)s, {})")
    changes = {"extra": sql.SQL("null"), "content_hash": kept_apart.format(sql.Identifier("content_hash"))}
    for name, column in feed.columns.items():
        if column.identifies or column.type in ADDRESSES:
            changes[column.in_raw(name)] = kept_apart.format(sql.Identifier(column.in_raw(name)))
        elif column.type == "json" or column.personal:
            changes[name] = _left_of(column, name, is_key=name in (*feed.key, *feed.key_if_any))
        elif column.type == "text" and names.words and name not in (*feed.key, *feed.key_if_any):
            changes[name] = _without_words(sql.Identifier(name), names)
    return sql.SQL("update {} set {} where {}").format(
        sql.Identifier("raw", feed.name),
        sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), new) for name, new in changes.items()),
        condition(feed),
    )


def mentions(feed: Feed, names: Names) -> sql.Composed | None:
    """The update of other people's rows that name the person: in a personal column, as a referral names who invited, or in
    JSON, by a word that is nobody else's."""
    changes = {
        name: sql.SQL("case when {0} = any (%(own)s) then crm.erased_value(%(secret)s, {0}) else {0} end").format(
            sql.Identifier(name)
        )
        for name, column in feed.columns.items()
        if column.personal and column.type == "text"
    }
    if names.words:
        documents = ["extra", *(name for name, column in feed.columns.items() if column.type == "json")]
        changes |= {name: _without_words(sql.Identifier(name), names, "jsonb") for name in documents}
    if not changes:
        return None
    return sql.SQL("update {} set {} where {}").format(
        sql.Identifier("raw", feed.name),
        sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), new) for name, new in changes.items()),
        sql.SQL(" or ").join(sql.SQL("{} <> {}").format(sql.Identifier(name), new) for name, new in changes.items()),
    )


def _without_words(document: sql.Identifier, names: Names, kind: str = "text") -> sql.Composed:
    """The text or JSON with a pseudonym for each word. Most documents hold none, and one look tells."""
    replaced: sql.Composable = sql.SQL("{}::text").format(document)
    for word in names.words:
        replaced = sql.SQL("regexp_replace({}, {}, crm.erased_value(%(secret)s, {}), 'gi')").format(
            replaced, _literal(bounded(re.escape(word))), _literal(word.lower())
        )
    either = bounded("|".join(map(re.escape, names.words)))
    return sql.SQL("case when {0}::text ~* {1} then ({2})::{3} else {0} end").format(
        document, _literal(either), replaced, sql.SQL(kind)
    )


def _literal(text: str) -> sql.Composable:
    """A text in a statement that has parameters, whose own percent signs are none."""
    return sql.Literal(text.replace("%", "%%"))


def _left_of(column: Column, name: str, *, is_key: bool) -> sql.Composable:
    itself = sql.Identifier(name)
    if is_key and column.type == "text":
        return sql.SQL("crm.erased_value(%(secret)s, {})").format(itself)
    if column.type == "json":
        return _left_of_json(column, itself, is_key=is_key)
    if is_key:
        return itself  # a day or a number that tells rows apart
    return sql.SQL(NEUTRAL[column.type] if column.required else "null")


def _left_of_json(column: Column, itself: sql.Identifier, *, is_key: bool) -> sql.Composable:
    """Of a JSON column, the fields its contract `keeps` because figures are read from them; in a key, told apart as before."""
    kept = sql.SQL(
        "(select jsonb_object_agg(field.key, field.value) from jsonb_each("
        "case jsonb_typeof({0}) when 'object' then {0} end) field where field.key = any ({1}))"
    ).format(itself, sql.Literal(list(column.keeps)))
    if is_key:
        return sql.SQL(
            "coalesce({}, '{{}}') || jsonb_build_object('erased', crm.erased_value(%(secret)s, {}::text))"
        ).format(kept, itself)
    if column.required:
        return sql.SQL("coalesce({}, {})").format(kept, sql.SQL(NEUTRAL["json"]))
    return kept


def parameters(names: Names, secret: str = "") -> dict[str, Any]:
    mine, others = (
        orjson.dumps({kind: sorted(values) for kind, values in some.items()}).decode()
        for some in (names.by_kind, names.others)
    )
    return {"names": mine, "others": others, "own": [name.value for name in names.own], "secret": secret}
