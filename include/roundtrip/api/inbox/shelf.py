"""What one account is shown, read in a transaction that is that account's."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson
from sqlalchemy import RowMapping

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.clock import Clock
from roundtrip.domain.inbox import Feed, InAppMessage, Messages, News

MOST_MESSAGES = 50
TIMEOUT_MILLISECONDS = 2_000


class BadCursor(ValueError):
    """The cursor is none of ours."""


@dataclass(frozen=True)
class Cursor:
    """The last item of a page. It opens nothing: of every page only the account's own items are shown."""

    is_pinned: bool
    placed_at: datetime
    message_id: UUID

    @classmethod
    def read(cls, written: str) -> Self:
        try:
            pinned, placed_at, message_id = orjson.loads(urlsafe_b64decode(written))
            return cls(bool(pinned), datetime.fromisoformat(placed_at), UUID(message_id))
        except (binascii.Error, ValueError, TypeError, AttributeError) as error:
            raise BadCursor("not a cursor of this feed; leave `after` out to begin anew") from error

    def __str__(self) -> str:
        return urlsafe_b64encode(orjson.dumps([self.is_pinned, self.placed_at, self.message_id])).decode()


@dataclass(frozen=True)
class Shelf:
    """The messages of every account; each call names the one it is for."""

    clock: Clock

    def messages(self, user_id: str, placement: str | None = None) -> Messages:
        """What could be shown now, in one place of the app or anywhere, the best first."""
        rows = self._read(user_id, "messages", placement=placement, most=MOST_MESSAGES)
        return Messages(messages=[InAppMessage.model_validate(_whole(row)) for row in rows])

    def feed(self, user_id: str, after: Cursor | None, limit: int) -> Feed:
        """A page of the feed: one more item than asked for says whether there is a next."""
        where = {
            "after_pinned": after and after.is_pinned,
            "after_placed_at": after and after.placed_at,
            "after_id": after and after.message_id,
        }
        rows = self._read(user_id, "feed", most=limit + 1, **where)
        page = [News.model_validate(_whole(row)) for row in rows[:limit]]
        goes_on = len(rows) > limit
        return Feed(items=page, unread=rows[0]["unread"] if rows else 0, next=str(_end(page)) if goes_on else None)

    def _read(self, user_id: str, query: str, **facts: Any) -> Sequence[RowMapping]:
        account = {"user_id": user_id, "milliseconds": str(TIMEOUT_MILLISECONDS)}
        with engine(Role.APP).begin() as db:
            db.execute(statement(__file__, "account"), account)  # until the transaction's end, and no longer
            return db.execute(statement(__file__, query), {"now": self.clock.now(), **facts}).mappings().all()


def _whole(row: RowMapping) -> dict[str, Any]:
    return {**row["payload"], **{name: value for name, value in row.items() if name not in ("payload", "unread")}}


def _end(page: Sequence[News]) -> Cursor:
    return Cursor(page[-1].is_pinned, page[-1].placed_at, page[-1].message_id)
