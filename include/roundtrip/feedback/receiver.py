"""Takes what came in: keeps the body, then records its facts. Acts as the webhook role, which sees no address."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection

from roundtrip.db import Role, engine
from roundtrip.db.sql_file import statement
from roundtrip.domain.clock import Clock
from roundtrip.feedback import inbox, receipts, sendgrid, texts
from roundtrip.feedback.body import Body, keep, note
from roundtrip.feedback.fact import Fact, Oddity, Readings, Refusal, UnreadableBody

READERS: Mapping[str, Callable[[bytes], Readings]] = {
    sendgrid.PROVIDER: sendgrid.facts,
    receipts.PROVIDER: receipts.facts,
    inbox.PROVIDER: inbox.facts,
    texts.PROVIDER: texts.facts,
}
OURSELVES = "roundtrip"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """`zone` is the one business dates are reckoned in."""

    clock: Clock
    zone: ZoneInfo

    def receive(self, provider: str, body: bytes, *, sent_by: str | None = None) -> Counter[str]:
        """Keep a body whose sender was verified, then record what it says. Counts recorded, repeated, foreign, faulty, refused,
        suppressed and proved. `sent_by`: the account it came from, which speaks for its own messages only.

        Raises UnreadableBody after the body was kept: it may be answered as received, since a repeat reads no better.
        Any other error means its facts are not recorded, and the sender should repeat it.
        """
        return self.read(keep(provider, body, sent_by, self.clock.now()))

    def read(self, body: Body) -> Counter[str]:
        """Record what a kept body says; reading it again changes nothing. Raises UnreadableBody."""
        try:
            readings = list(READERS[body.provider](body.content))
        except UnreadableBody:
            log.warning("body %s of %s is kept but cannot be read", body.webhook_body_id, body.provider)
            with engine(Role.WEBHOOK).begin() as db:
                note(db, body, None)
            raise
        oddities = Counter(each.value for each in readings if isinstance(each, Oddity))
        facts = [each for each in readings if isinstance(each, Fact)]
        with engine(Role.WEBHOOK).begin() as db:
            counted = self._record(db, body, facts)
            counted["suppressed"] += self._refuse(db, body, [each for each in readings if isinstance(each, Refusal)])
            counted.update(oddities)
            note(db, body, counted)
        return counted

    def unsubscribe(self, message_id: UUID) -> None:
        """The person who got this message wants no more about its topic on its channel. A repeat changes nothing."""
        now = self.clock.now()
        self._report(Fact(f"unsubscribe:{message_id}", message_id, "unsubscribed", now, refuses="topic"))

    def click(self, message_id: UUID, link_id: str) -> None:
        """Somebody followed a tracked link of this message; once for each link, however often."""
        self._report(Fact(f"click:{message_id}:{link_id}", message_id, "clicked", self.clock.now()))

    def _report(self, fact: Fact) -> None:
        """What we saw ourselves, which no body tells."""
        with engine(Role.WEBHOOK).begin() as db:
            self._record(db, Body(None, OURSELVES, b"", None, fact.occurred_at), [fact])

    def _record(self, db: Connection, body: Body, facts: list[Fact]) -> Counter[str]:
        parameters = {
            "facts": orjson.dumps([asdict(fact) for fact in facts]).decode(),
            "provider": body.provider,
            "sent_by": body.sent_by,
            "body_id": body.webhook_body_id,
            "known_as_of": self._business_date(body.known_at),
            "message_ids": [fact.message_id for fact in facts],
            "now": body.known_at,
        }
        counted = db.execute(statement(__file__, "record"), parameters).mappings().one()
        proved = db.execute(statement(__file__, "prove"), parameters).rowcount  # sees what was just recorded
        return Counter(**counted, proved=proved)

    def _refuse(self, db: Connection, body: Body, refusals: list[Refusal]) -> int:
        """How many addresses are suppressed by it."""
        if not refusals:
            return 0
        given = orjson.dumps([asdict(refusal) for refusal in refusals]).decode()
        parameters = {
            "refusals": given,
            "provider": body.provider,
            "body_id": body.webhook_body_id,
            "known_as_of": self._business_date(body.known_at),
        }
        return db.execute(statement(__file__, "refuse_addresses"), parameters).rowcount

    def _business_date(self, at: datetime) -> str:
        return at.astimezone(self.zone).date().isoformat()
