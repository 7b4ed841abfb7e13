"""The typed table of each feed in schema raw, made from its contract and grown with it; and the stage a file passes through."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from psycopg import Connection, errors, sql

from roundtrip.db import Role, connect
from roundtrip.declared import feeds
from roundtrip.domain.feed import Feed

TYPES = {
    "text": "text",
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
    "json": "jsonb",
    "email": "text",
    "phone": "text",
    "push_token": "text",
}
OURS = {
    "extra": "jsonb",
    "content_hash": "text not null",
    "batch_id": "bigint not null",
    "line": "bigint not null",
    "known_as_of": "date not null",
    "loaded_at": "timestamptz not null default now()",
}
STAMP = {"batch_id": "bigint", "known_as_of": "date"}
"""What every row of a file has in common; the last fields of each."""
SAME_AGAIN = {"append": (), "upsert": ("content_hash",), "replace_partition": ("batch_id",)}
"""What must agree beside the key for a row to be one we have: nothing, the whole content, or the file it came in."""


class ContractDrift(RuntimeError):
    """A contract no longer fits the table that was made from it."""


def ensure_tables() -> None:
    """Make the table of every contract that has none, and add columns that contracts gained; raises ContractDrift."""
    with connect(Role.LOADER) as db:
        db.execute("select pg_advisory_xact_lock(hashtext('raw tables'))")
        have = _columns_of_raw(db)
        for feed in feeds():
            if feed.name not in have:
                _create(db, feed)
            else:
                _grow(db, feed, have[feed.name])
            _index(db, feed)
            _index_ranges(db, feed)


def columns(feed: Feed) -> dict[str, str]:
    """The contract's columns as they are called and typed in raw."""
    return {column.in_raw(name): TYPES[column.type] for name, column in feed.columns.items()}


def identity(feed: Feed) -> list[str]:
    """Columns of raw by which a row is the same row again; without a key none is."""
    return [*feed.key_in_raw, *SAME_AGAIN[feed.mode]] if feed.key else ["batch_id", "line"]


def landed(feed: Feed) -> dict[str, str]:
    """Columns of raw that a file's rows fill, in the order in which the loader writes them."""
    return columns(feed) | {"extra": "jsonb", "content_hash": "text", "line": "bigint"} | STAMP


def into_raw(feed: Feed) -> sql.Composed:
    """The feed's table and the columns that a file's rows fill, for COPY."""
    names = sql.SQL(", ").join(map(sql.Identifier, landed(feed)))
    return sql.SQL("{} ({})").format(sql.Identifier("raw", feed.name), names)


def stage(feed: Feed) -> sql.Composed:
    """DDL of the temporary tables a file passes through where it cannot go straight into raw, emptied by each commit;
    addresses are in clear here and only here."""
    staged = (
        dict(list(landed(feed).items())[: -len(STAMP)]) | {f"{name}_clear": "text" for name in feed.addresses} | STAMP
    )
    return sql.SQL(
        "create temporary table stage ({}) on commit delete rows;"
        "create temporary table fresh (line bigint) on commit delete rows"
    ).format(_definitions(staged))


def _columns_of_raw(db: Connection[Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = db.execute(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a"
        " join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'raw'::regnamespace"
        " where a.attnum > 0 and not a.attisdropped"
    )
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind.replace("timestamp with time zone", "timestamptz")
    return found


def _create(db: Connection[Any], feed: Feed) -> None:
    table = sql.Identifier("raw", feed.name)
    db.execute(sql.SQL("create table {} ({})").format(table, _definitions(columns(feed) | OURS)))
    db.execute(sql.SQL("grant select on {} to roundtrip_transformer").format(table))
    db.execute(
        sql.SQL("comment on table {} is {}").format(
            table, sql.Literal(f"As landed, append-only; needed for {feed.needed_for}.")
        )
    )


def _grow(db: Connection[Any], feed: Feed, have: dict[str, str]) -> None:
    for name, kind in columns(feed).items():
        if name not in have:
            db.execute(
                sql.SQL("alter table {} add column {}").format(
                    sql.Identifier("raw", feed.name), _definitions({name: kind})
                )
            )
        elif have[name] != kind:
            raise ContractDrift(
                f"{feed.name}.yml: columns.{name}: the table has {have[name]}, the contract says {kind};"
                " give the column a new name (and the file's as `named:`)"
            )


def unique_index(feed: Feed) -> tuple[sql.Identifier, sql.Composed]:
    """A row comes once: the database's word on it, and its DDL. Named by what it says, so that a contract's new key makes a
    new one."""
    once = identity(feed)
    nulls = " nulls not distinct" if feed.key_if_any else ""
    name = f"{feed.name}_{sha256((' '.join(once) + nulls).encode()).hexdigest()[:8]}"
    made = sql.SQL("create unique index {} on {} ({}){}").format(
        sql.Identifier(name),
        sql.Identifier("raw", feed.name),
        sql.SQL(", ").join(map(sql.Identifier, once)),
        sql.SQL(nulls),
    )
    return sql.Identifier("raw", name), made


def _index(db: Connection[Any], feed: Feed) -> None:
    index, made = unique_index(feed)
    query = "select relname from pg_index join pg_class c on c.oid = indexrelid where indrelid = %s::regclass and indisunique"
    have = [index for (index,) in db.execute(query, [f"raw.{feed.name}"])]
    if index in [sql.Identifier("raw", name) for name in have]:
        return
    for stale in have:
        db.execute(sql.SQL("drop index {}").format(sql.Identifier("raw", stale)))
    try:
        db.execute(made)
    except errors.UniqueViolation as error:
        raise ContractDrift(
            f"{feed.name}.yml: key: rows loaded before repeat {', '.join(identity(feed))}; add what tells them apart"
        ) from error


def _index_ranges(db: Connection[Any], feed: Feed) -> None:
    """Rows lie in the order they came, and so roughly in that of their time: a night finds its files and days in an index
    of a few pages, which costs loading nothing."""
    query = "select relname from pg_index join pg_class c on c.oid = indexrelid where indrelid = %s::regclass"
    have = {index for (index,) in db.execute(query, [f"raw.{feed.name}"])}
    times = [name for name in [feed.event_time] if feed.columns[name].type == "timestamp"] if feed.event_time else []
    for column in ["batch_id", *(feed.columns[name].in_raw(name) for name in times)]:
        name = f"{feed.name}_{column}_idx"
        if name not in have:
            statement = sql.SQL("create index {} on {} using brin ({}) with (pages_per_range = 32, autosummarize = on)")
            table = sql.Identifier("raw", feed.name)
            db.execute(statement.format(sql.Identifier(name), table, sql.Identifier(column)))


def _definitions(of: dict[str, str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in of.items())
