"""Whoever was erased does not come back with a file: what names them is counted as quarantined, and its bytes are not kept."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from psycopg import Connection, sql

from roundtrip.domain.column import ADDRESSES, IDENTIFIERS
from roundtrip.domain.feed import Feed
from roundtrip.domain.tombstone import FILE, tombstone_hash
from roundtrip.load import value
from roundtrip.load.records import Fault
from roundtrip.load.words import words_in

ERASED = Fault("erased person")
_ADDRESSES: dict[str, Callable[[Any], str]] = {
    "email": value.email,
    "phone": value.phone,
    "push_token": value.push_token,
}


class Tombstones:
    """All tombstones there are, about 100 bytes of memory each. Without any, a file costs one look at an empty table."""

    def __init__(self, db: Connection[Any], feed: Feed, pii_key: bytes) -> None:
        self._db, self._feed, self._key = db, feed, pii_key
        self._newest = 0
        self._hashes: set[str] = set()

    def refresh(self) -> None:
        """Learn what was erased since; whoever holds a share of LOADING misses none until it commits."""
        found = self._db.execute(
            "select tombstone_id, value_hash from crm.tombstone where tombstone_id > %s", [self._newest]
        ).fetchall()
        self._hashes.update(value_hash for _, value_hash in found)
        self._newest = max((number for number, _ in found), default=self._newest)

    @property
    def any(self) -> bool:
        """Whether anybody was erased."""
        return bool(self._hashes)

    def has_file(self, checksum: str) -> bool:
        """Whether a file with these bytes was loaded and then rewritten because it named somebody erased."""
        return self._has(FILE, f"{self._feed.name}/{checksum}")

    def take_out(self, relation: sql.Composable) -> list[int]:
        """Delete what names an erased person from rows on their way to raw; their lines.

        An account decides: a row of an account that lives, on a device or with an address an erased person had, stays.
        """
        if not self._hashes or not self._feed.naming:
            return []
        erased = {column: self._erased_in(relation, kind, column) for kind, column in self._named_in_raw()}
        account = self._feed.identifying("user_id")
        is_named = [sql.SQL("{} = any ({})").format(sql.Identifier(c), sql.Literal(v)) for c, v in erased.items() if v]
        if not is_named:
            return []
        statement = sql.SQL("delete from {} where ({}) and {} returning line").format(
            relation,
            sql.SQL(" or ").join(is_named),
            sql.SQL("({0} is null or {0} = any ({1}))").format(sql.Identifier(account), sql.Literal(erased[account]))
            if account
            else sql.SQL("true"),
        )
        return [line for (line,) in self._db.execute(statement)]

    def are_in(self, record: bytes) -> bool:
        """Whether a record that was refused holds a name of somebody erased; nobody knows what its fields mean."""
        return bool(self._hashes) and any(map(self._is_name, words_in(record)))

    def _named_in_raw(self) -> list[tuple[str, str]]:
        return [(kind, self._feed.columns[name].in_raw(name)) for kind, name in self._feed.naming]

    def _erased_in(self, relation: sql.Composable, kind: str, column: str) -> list[str]:
        query = sql.SQL("select distinct {0} from {1} where {0} is not null").format(sql.Identifier(column), relation)
        return [found for (found,) in self._db.execute(query) if self._has(kind, found)]

    def _is_name(self, word: str) -> bool:
        return any(self._has(kind, word) for kind in IDENTIFIERS if kind not in ADDRESSES) or any(
            self._has(kind, known_as) for kind in ADDRESSES if (known_as := self._keyed_hash(kind, word))
        )

    def _keyed_hash(self, kind: str, token: str) -> str | None:
        try:
            return hmac.digest(self._key, _ADDRESSES[kind](token).encode(), "sha256").hex()
        except ValueError:
            return None

    def _has(self, kind: str, named: str) -> bool:
        return bool(self._hashes) and tombstone_hash(self._key, kind, named) in self._hashes
