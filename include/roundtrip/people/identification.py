"""Mints persons and notes what is known of them, in sets, from the rows that came since the last time.

A user_id makes a person. A device or loyalty card seen in the same row belongs to the first person it was seen with; one that
nobody has claimed ties to nobody and is counted. People who share a device, a card or an address when they are minted get
the same unit and are assigned together; a unit is never changed afterwards (crossings are counted as contamination).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection, Cursor, sql

from roundtrip import declared
from roundtrip.db import Role, connect
from roundtrip.db.lock import LOADING
from roundtrip.db.run import recorded
from roundtrip.domain.feed import Feed
from roundtrip.people.suppression import suppress

HOUSEHOLD = 10
"""People; what more of them share ties nobody together."""
CONSENTS = "consents"
"""The feed that states consent: its contract is a part of the product, unlike the others'."""

_TABLES = """
create temporary table seen (user_id text, kind text, value text, first_batch_id bigint) on commit drop;
create temporary table affected (kind text, person_id bigint, primary key (kind, person_id)) on commit drop;
create temporary table stated (kind text, person_id bigint, address_hash text, platform text, seen_at timestamptz) on commit drop;
"""


def identify(as_of: date) -> None:
    """Identify the people of every batch that came since the last identification; twice is the same as once."""
    with recorded(Role.LOADER, as_of, "identify") as run, closing(connect(Role.LOADER)) as db, db:
        db.execute("select pg_advisory_xact_lock(%s)", [LOADING])
        night = _Night(db, as_of, *_new_batches(db))
        db.execute(_TABLES)
        feeds = declared.feeds()
        for feed in feeds:
            night.see(feed)
        run.count(persons=night.mint(), identifiers=night.run("attach").rowcount)
        run.count(contact_points=night.reach(feeds))
        if CONSENTS in {feed.name for feed in feeds}:
            run.count(consents=night.run("consents").rowcount)
        run.count(suppressions=suppress(db, feeds, night.known()))
        run.count(**dict(night.run("unclaimed")))
        run.count(through_batch=night.through)


def _new_batches(db: Connection[Any]) -> tuple[int, int]:
    """The last batch that was identified, and the last there is."""
    after, through = db.execute(
        "select coalesce((select max((counts ->> 'through_batch')::bigint) from crm.run where step = 'identify' and status = 'done'), 0),"
        " coalesce((select max(batch_id) from raw.batch), 0)"
    ).fetchall()[0]
    return after, through


@dataclass(frozen=True)
class _Night:
    """The batches to identify, and the transaction it happens in."""

    db: Connection[Any]
    as_of: date
    after: int
    through: int

    def run(self, statement: str, **names: sql.Composable) -> Cursor[Any]:
        text = sql.SQL(Path(__file__).with_name(f"{statement}.sql").read_text()).format(**names)
        return self.db.execute(text, self.known())

    def known(self) -> dict[str, object]:
        """What every statement may ask for."""
        began_at = datetime.combine(self.as_of, time(), ZoneInfo(declared.policy().reporting.timezone))
        batches = {"after": self.after, "through": self.through}
        return {**batches, "as_of": self.as_of, "night_began_at": began_at, "household": HOUSEHOLD}

    def see(self, feed: Feed) -> None:
        """Note every identifier and address of the feed's new rows, with the user of the row."""
        user = feed.identifying("user_id")
        named: dict[str, str] = {c.in_raw(name): c.identifies for name, c in feed.columns.items() if c.identifies}
        named |= {c.in_raw(name): c.type for name, c in feed.addresses.items()}
        for column, kind in named.items():
            user_id = sql.Identifier(user) if user else sql.SQL("null::text")
            raw = sql.Identifier("raw", feed.name)
            self.run("seen", user_id=user_id, kind=sql.Literal(kind), value=sql.Identifier(column), raw=raw)

    def mint(self) -> int:
        """Persons for user_ids nobody has, each with its unit; returns how many."""
        self.run("mint")
        self.run("link")
        self.run("unit_of_known")
        while self.run("unit_of_newcomers").rowcount:
            pass
        person = "insert into crm.person (person_id, unit_id, known_as_of) select person_id, unit_id, %s from minted"
        identifier = "insert into crm.identifier (kind, value, person_id, known_as_of) select 'user_id', user_id, person_id, %s from minted"
        minted = self.db.execute(person, [self.as_of]).rowcount
        self.db.execute(identifier, [self.as_of])
        return minted

    def reach(self, feeds: list[Feed]) -> int:
        """Contact points as the newest versions state them; returns how many are new or changed."""
        for statement in ("affected", "stated"):
            for feed in feeds:
                if feed.identifying("user_id") is None:
                    continue  # an address without an account reaches nobody yet
                for name, column in feed.addresses.items():
                    self.run(statement, kind=sql.Literal(column.type), **_names(feed, column.in_raw(name)))
        changed = self.run("contact_points").rowcount
        return changed + self.run("replaced").rowcount + self.run("moved").rowcount


def _names(feed: Feed, address_hash: str) -> dict[str, sql.Composable]:
    user, event_time = feed.identifying("user_id"), feed.event_time
    if user is None or event_time is None:
        raise ValueError(f"{feed.name}: an address without a user or a time; its contract should have been refused")
    return {
        "raw": sql.Identifier("raw", feed.name),
        "key": sql.SQL(", ").join(map(sql.Identifier, feed.key)),
        "user_id": sql.Identifier(user),
        "address_hash": sql.Identifier(address_hash),
        "platform": sql.Identifier("platform") if "platform" in feed.columns else sql.SQL("null::text"),
        "seen_at": sql.SQL("{}::timestamptz").format(sql.Identifier(event_time)),
    }
