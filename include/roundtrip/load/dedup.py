"""The statements that bring what is new of a stage into raw: find the fresh lines, then keep them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from roundtrip.domain.feed import Feed
from roundtrip.load import tables


@dataclass(frozen=True)
class Dedup:
    """A feed's statements. Parameters of both keeps: batch_id, as_of."""

    find_fresh: sql.Composed
    keep_fresh: sql.Composed
    keep_all: sql.Composed
    """Most files hold nothing twice; then no line needs to be looked up."""


def statements(feed: Feed) -> Dedup:
    raw = tables.columns(feed)
    staged = {name: sql.SQL("new.{}::{}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in raw.items()}
    once = [name for name in tables.identity(feed) if name != "batch_id"]
    in_file = [sql.SQL("stage.{}::{}").format(sql.Identifier(name), sql.SQL(raw.get(name, "text"))) for name in once]
    as_old = [_same(name, may_lack=name in feed.key_if_any) for name in once]
    if feed.mode == "replace_partition":
        as_old = [sql.Composed([sql.SQL("false")])]  # every delivery is kept; staging takes the newest of a partition
    names = {
        "raw": sql.Identifier("raw", feed.name),
        "columns": sql.SQL(", ").join(map(sql.Identifier, raw)),
        "staged": sql.SQL(",\n    ").join(staged.values()),
        "same_in_file": sql.SQL(", ").join(in_file),
        "same_as_old": sql.SQL(" and ").join(as_old),
    }
    every_line = sql.SQL("insert into fresh (line) select line from stage").format()
    return Dedup(
        find_fresh=_read("fresh.sql").format(**names) if feed.key else every_line,
        keep_fresh=_read("keep.sql").format(**names, only_fresh=sql.SQL("\ninner join fresh on new.line = fresh.line")),
        keep_all=_read("keep.sql").format(**names, only_fresh=sql.SQL("")),
    )


def _same(name: str, may_lack: bool) -> sql.Composed:
    """Rows are found by the columns that none lacks, which an index serves; the others only tell them apart."""
    compared = "old.{0} is not distinct from new.{0}" if may_lack else "old.{0} = new.{0}"
    return sql.SQL(compared).format(sql.Identifier(name))


def _read(file: str) -> sql.SQL:
    return sql.SQL(Path(__file__).with_name(file).read_text())
