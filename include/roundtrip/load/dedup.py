"""The statements that bring what is new of a stage into raw: find the fresh lines, then keep them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from roundtrip.domain.feed import Feed
from roundtrip.load import tables


@dataclass(frozen=True)
class Dedup:
    """A feed's statements."""

    find_fresh: sql.Composed
    keep_fresh: sql.Composed
    keep_all: sql.Composed
    """Most files hold nothing twice; then no line needs to be looked up."""
    turn_back: sql.Composed
    """From raw into the stage."""
    is_known: sql.Composed
    """Parameters: feed, file, checksum."""


def statements(feed: Feed) -> Dedup:
    once = tables.identity(feed)
    in_file = [sql.SQL("stage.{}").format(sql.Identifier(name)) for name in once]
    as_old = [_same(name, may_lack=name in feed.key_if_any) for name in once]
    landed = tables.landed(feed)
    names = {
        "raw": sql.Identifier("raw", feed.name),
        "columns": sql.SQL(", ").join(map(sql.Identifier, landed)),
        "staged": sql.SQL(", ").join(sql.SQL("new.{}").format(sql.Identifier(name)) for name in landed),
        "same_in_file": sql.SQL(", ").join(in_file),
        "same_as_old": sql.SQL(" and ").join(as_old),
    }
    every_line = sql.SQL("insert into fresh (line) select line from stage").format()
    return Dedup(
        find_fresh=_read("fresh.sql").format(**names) if feed.key else every_line,
        keep_fresh=_read("keep.sql").format(**names, only_fresh=sql.SQL("\ninner join fresh on new.line = fresh.line")),
        keep_all=_read("keep.sql").format(**names, only_fresh=sql.SQL("")),
        turn_back=sql.SQL("insert into stage ({columns}) select {columns} from {raw}").format(**names),
        is_known=_read("known.sql").format(is_last_word=_is_last_word(feed)),
    )


def _is_last_word(feed: Feed) -> sql.Composable:
    """Whether a batch, `said`, still says what is so; rows that only add up always do."""
    if feed.mode != "replace_partition":
        return sql.SQL("true")
    same = [sql.SQL("old.{0} = newer.{0}").format(sql.Identifier(name)) for name in feed.partition]
    return _read("last_word.sql").format(
        raw=sql.Identifier("raw", feed.name), same_partition=sql.SQL(" and ").join(same)
    )


def _same(name: str, may_lack: bool) -> sql.Composed:
    """Rows are found by the columns that none lacks, which an index serves; the others only tell them apart."""
    compared = "old.{0} is not distinct from new.{0}" if may_lack else "old.{0} = new.{0}"
    return sql.SQL(compared).format(sql.Identifier(name))


def _read(file: str) -> sql.SQL:
    return sql.SQL(Path(__file__).with_name(file).read_text())
