"""Where people can be reached and what they agreed to, by whatever identifier a row names them."""

from __future__ import annotations

from pathlib import Path

from psycopg import sql

from roundtrip.domain.column import ADDRESSES
from roundtrip.domain.feed import Feed
from roundtrip.domain.suppresses import ACCOUNT
from roundtrip.people.night import Night

MOST_TELLING_FIRST = ("user_id", "loyalty_card", "email", "phone", "anonymous_id", "web_cookie", "device_id")
"""Of a row that holds several identifiers the first that names somebody says whose it is."""
CONSENTS = "consents"
"""The feed that states consent: its contract is a part of the product, unlike the others'."""

_HERE = Path(__file__).parent


def take_consents(night: Night, feeds: list[Feed]) -> int:
    """What people said, while those who turned out to be one tonight are still two; returns how many statements."""
    return sum(night.run(_HERE, "consents", **_who(feed)) for feed in feeds if feed.name == CONSENTS)


def move_refusals(night: Night, feeds: list[Feed]) -> int:
    """What was refused by identifiers that are another's since tonight; returns how many statements."""
    return sum(night.run(_HERE, "refusals_that_move", **_who(feed)) for feed in feeds if feed.name == CONSENTS)


def join_consents(night: Night) -> int:
    """Of those who are one since tonight: what either said, and a no of either wins; returns how many statements."""
    return night.run(_HERE, "refusals_that_win") + night.run(_HERE, "kept_consents")


def update_contact_points(night: Night, feeds: list[Feed]) -> int:
    """Contact points as the newest versions state them; returns how many are new or changed."""
    reached = [feed for feed in feeds if any(column.identifies for column in feed.columns.values())]
    night.run(_HERE, "tables", kinds=sql.Literal([*ADDRESSES, ACCOUNT]))
    stating = [(feed, name) for feed in reached for name in feed.addresses]
    for feed, name in stating:
        night.run(_HERE, "affected", **_who(feed), **_address(feed, name))
    night.run(_HERE, "names")
    for feed, name in stating:
        night.run(_HERE, "stated", **_who(feed), **_address(feed, name))
    night.run(_HERE, "accounts")
    return sum(night.run(_HERE, statement) for statement in ("contact_points", "replaced", "moved"))


def _who(feed: Feed) -> dict[str, sql.Composable]:
    """The feed's rows (as `line`) joined to the persons they may be about, and the first of these that is known."""
    named: dict[str, str] = {c.identifies: c.in_raw(name) for name, c in feed.columns.items() if c.identifies}
    kinds = [kind for kind in MOST_TELLING_FIRST if kind in named]
    join = "left join crm.identifier as {alias} on {alias}.kind = {kind} and {alias}.value = line.{column}"
    joins = [
        sql.SQL(join).format(alias=sql.Identifier(f"by_{k}"), kind=sql.Literal(k), column=sql.Identifier(named[k]))
        for k in kinds
    ]
    persons = [sql.SQL("{}.person_id").format(sql.Identifier(f"by_{kind}")) for kind in kinds]
    known = "case when {alias}.person_id is not null then {alias}.identifier_id end"
    decisive = [sql.SQL(known).format(alias=sql.Identifier(f"by_{kind}")) for kind in kinds]
    moved = "{column} in (select value from moved where kind = {kind})"
    by_moved = [sql.SQL(moved).format(column=_line(named[k]), kind=sql.Literal(k)) for k in kinds]
    return {
        "raw": sql.Identifier("raw", feed.name),
        "is_named_by_moved": sql.SQL(" or ").join(by_moved),
        "joins": sql.SQL(" ").join(joins),
        "person": sql.SQL("coalesce({})").format(sql.SQL(", ").join(persons)),
        "persons": sql.SQL(", ").join(persons),
        "decided_by": sql.SQL("coalesce({})").format(sql.SQL(", ").join(decisive)),
        "columns": sql.SQL(", ").join([_line(named[kind]) for kind in kinds]),
        "account": sql.SQL("by_user_id.person_id") if "user_id" in named else sql.SQL("null::bigint"),
    }


def _address(feed: Feed, name: str) -> dict[str, sql.Composable]:
    """How the feed states one of its addresses, and the keys of rows that name somebody affected by any identifier."""
    if feed.event_time is None:
        raise ValueError(f"{feed.name}: an address without a time; its contract should have been refused")
    column = feed.columns[name]
    key = sql.SQL(", ").join(_line(part) for part in feed.key_in_raw or ("batch_id", "line"))
    named = "select {key} from {raw} as line join named_by on named_by.kind = {kind} and named_by.value = {value}"
    keys = [
        sql.SQL(named).format(
            key=key, raw=sql.Identifier("raw", feed.name), kind=sql.Literal(c.identifies), value=_line(c.in_raw(other))
        )
        for other, c in feed.columns.items()
        if c.identifies
    ]
    return {
        "kind": sql.Literal(column.type),
        "key": key,
        "keys": sql.SQL(" union ").join(keys),
        "address_hash": _line(column.in_raw(name)),
        "platform": _line("platform") if "platform" in feed.columns else sql.SQL("null::text"),
        "seen_at": sql.SQL("{}::timestamptz").format(_line(feed.event_time)),
        "is_own": sql.Literal(bool(column.identifies)),
    }


def _line(column: str) -> sql.Composable:
    return sql.SQL("line.{}").format(sql.Identifier(column))
