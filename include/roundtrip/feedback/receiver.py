"""Takes what came in: keeps the body, then records its facts. Acts as the webhook role, which sees no address."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.clock import Clock
from roundtrip.feedback import receipts, sendgrid
from roundtrip.feedback.erased import without_erased
from roundtrip.feedback.fact import Fact, UnreadableBody

READERS = {sendgrid.PROVIDER: sendgrid.facts, receipts.PROVIDER: receipts.facts}
OURSELVES = "roundtrip"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """`zone` is the one business dates are reckoned in."""

    clock: Clock
    zone: ZoneInfo

    def receive(self, provider: str, body: bytes) -> Counter[str]:
        """Keep a body whose signature held, then record what it says. Counts recorded, refused, suppressed and proved.

        Raises UnreadableBody after the body was kept: it may be answered as received, since a repeat reads no better.
        Any other error means its facts are not recorded, and the provider should repeat it.
        """
        body, body_id = _keep(provider, body)
        try:
            facts = list(READERS[provider](body))
        except UnreadableBody:
            log.warning("body %s of %s is kept but cannot be read", body_id, provider)
            raise
        return self._record(provider, facts, body_id)

    def unsubscribe(self, message_id: UUID) -> None:
        """The person who got this message wants no more about its topic on its channel. A repeat changes nothing."""
        fact = Fact(
            f"unsubscribe:{message_id}", message_id, kind="unsubscribed", occurred_at=self.clock.now(), refuses="topic"
        )
        self._record(OURSELVES, [fact], body_id=None)

    def _record(self, provider: str, facts: Iterable[Fact], body_id: int | None) -> Counter[str]:
        given = [asdict(fact) for fact in facts]
        parameters = {
            "facts": orjson.dumps(given).decode(),
            "provider": provider,
            "body_id": body_id,
            "known_as_of": self._business_date(),
            "message_ids": [fact["message_id"] for fact in given],
            "now": self.clock.now(),
        }
        with engine(Role.WEBHOOK).begin() as db:
            counted = db.execute(statement(__file__, "record"), parameters).mappings().one()
            proved = db.execute(statement(__file__, "prove"), parameters).rowcount  # sees what was just recorded
        return Counter(**counted, proved=proved)

    def _business_date(self) -> date:
        return self.clock.now().astimezone(self.zone).date()


def _keep(provider: str, body: bytes) -> tuple[bytes, int]:
    """The body as it is kept, and its id."""
    with engine(Role.WEBHOOK).begin() as db:
        body = without_erased(db, body)
        kept = db.execute(
            text("insert into crm.webhook_body (provider, body) values (:provider, :body) returning webhook_body_id"),
            {"provider": provider, "body": body},
        )
        body_id: int = kept.scalar_one()
    return body, body_id
