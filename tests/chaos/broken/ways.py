"""How each broken sender is broken: the product's functions are replaced in a worker, from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from roundtrip import deliver, ledger
from roundtrip.channels import Rendered
from roundtrip.db import Role, engine
from roundtrip.domain.message import Outcome, Verdict

REQUEUE = text(
    "update crm.message set state = 'planned', state_at = :now where state = 'in_flight' and lease_until < clock_timestamp()"
)
GO = text("""
    update crm.message set state = 'in_flight', state_at = :now where message_id = any (cast(:ids as uuid []))
        and state in ('claimed', 'in_flight') returning message_id
""")


def requeue_what_was_in_flight() -> None:
    """A lease that ran out puts a message back, as if nothing could have gone out."""
    reap = ledger.reap

    def reaping(now: datetime) -> dict[str, int]:
        with engine(Role.SENDER).begin() as db:
            db.execute(REQUEUE, {"now": now})
        return reap(now)

    ledger.reap = reaping


def mark_before_sending() -> None:
    """Better never than twice: what is about to be sent is called sent."""
    go = ledger.go_in_flight

    def going(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
        went = go(ids, owner, now)
        ledger.record([Outcome(message, Verdict.ACCEPTED) for message in went], owner, now)
        return went

    ledger.go_in_flight = going


def retry_in_the_sdk() -> None:
    """A client that posts again where it was not answered, or was answered badly, as both SDKs would if they were let."""
    open_channels = deliver.open_channels

    @contextmanager
    def opened(*given: Any) -> Iterator[dict[str, Any]]:
        with open_channels(*given) as channels:
            yield {name: _Retrying(channel) for name, channel in channels.items()}

    deliver.open_channels = opened


class _Retrying:
    def __init__(self, channel: Any) -> None:
        self._channel = channel

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        first = self._channel.send(batch)
        unanswered = {outcome.message_id for outcome in first if outcome.verdict is Verdict.UNCERTAIN}
        again = [rendered for rendered in batch if rendered.message.message_id in unanswered]
        answered = [outcome for outcome in first if outcome.message_id not in unanswered]
        return [*answered, *(self._channel.send(again) if again else [])]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


def skip_the_in_flight_commit() -> None:
    """One commit instead of two: who holds the claim sends, and the rest is written down afterwards."""
    go, record = ledger.go_in_flight, ledger.record

    def recording(outcomes: Sequence[Outcome], owner: str, now: datetime) -> dict[str, int]:
        go([outcome.message_id for outcome in outcomes], owner, now)
        return record(outcomes, owner, now)

    ledger.go_in_flight = lambda ids, *_: set(ids)
    ledger.record = recording


def claim_without_locks_and_owners() -> None:
    """Due messages are selected, then updated; and who goes in flight is not asked whether the claim is still its own."""
    module = ledger.claim.__globals__
    with_locks = module["statement"]
    module["statement"] = lambda beside, name: _without_locks(with_locks(beside, name), name)

    def going(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
        with engine(Role.SENDER).begin() as db:
            return set(db.execute(GO, {"ids": list(ids), "now": now}).scalars())

    ledger.go_in_flight = going


UNLOCKED = {
    "for update of m skip locked": "",
    "moved as (": "met as materialized (select crm.meet() from (select count(*) from due) looked),\nmoved as (",
    "cross join lease": "cross join lease cross join met",
}
"""Out with the lock, and in with a meeting of two who have looked and not yet taken (meeting.sql)."""


def _without_locks(statement: Any, name: str) -> Any:
    if name != "claim":
        return statement
    unlocked = statement.text
    for here, instead in UNLOCKED.items():
        if here not in unlocked:
            raise RuntimeError(f"claim.sql has no {here!r} any more: spoil it as it stands now")
        unlocked = unlocked.replace(here, instead)
    return text(unlocked)


def trust_the_plan() -> None:
    """Consent, suppression, arms and caps were looked at when the night planned; that must do."""

    def going(ids: Collection[UUID], owner: str, now: datetime) -> set[UUID]:
        with engine(Role.SENDER).begin() as db:
            return set(db.execute(GO, {"ids": list(ids), "now": now}).scalars())

    ledger.go_in_flight = going
