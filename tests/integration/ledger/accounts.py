"""The small ledger with people who have an account of the app, and campaigns that show them something there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from roundtrip import ledger
from roundtrip.channels import open_channels
from roundtrip.db import Role
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.shown import InAppVariant, NewsVariant

from .conftest import NOW, House

SAID = {"title": "Hello", "body": "There"}


class Accounts(House):
    """People's only address is their account; campaigns are called as their channel."""

    def __init__(self, act_as: Callable[[Role | None], psycopg.Connection[Any]]) -> None:
        super().__init__(act_as)
        self.plain = act_as(None)
        self.admin.execute("update crm.cap set most = 1000")  # caps are tried elsewhere
        for channel in ("in_app", "feed"):
            self.campaign(channel, channel=channel)

    def rows(self, query: str, *values: Any) -> list[Any]:
        return self.plain.execute(query, values or None).fetchall()

    def person(self, *, user: str | None = None, **facts: Any) -> int:
        person = super().person(**facts)
        account = user or f"user-{person}"
        self.admin.execute(
            "insert into crm.identifier (kind, value, person_id, known_as_of) values ('user_id', %s, %s, '2026-11-01')",
            [account, person],
        )
        self.admin.execute("insert into crm.address values (%s, 'app_user', %s)", [account, account])
        self.admin.execute(
            "insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of)"
            " values (%s, 'app_user', %s, '2026-11-01', '2026-11-01')",
            [person, account],
        )
        for named in ("in_app", "feed"):
            self.assign(f"campaign:{named}", person, "treatment")
            self.agree(person, named)
        return person

    def agree(self, person: int, channel: str, *, is_granted: bool = True, at: str = "2026-11-01") -> None:
        self.admin.execute(
            "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
            " values (%s, %s, 'offers', %s, %s, 'test', '2026-11-01')",
            [person, channel, is_granted, at],
        )

    def account(self, person: int) -> str:
        return str(self.one("select value from crm.identifier where kind = 'user_id' and person_id = %s", person))

    def message(
        self, person: int | None = None, channel: str = "in_app", *, campaign: str | None = None, **changes: Any
    ) -> UUID:
        """A planned one, of the channel's own campaign unless another is named."""
        who = person or self.person()
        point = "select {} from crm.contact_point where kind = 'app_user' and person_id = %s"
        there = {name: self.one(point.format(name), who) for name in ("contact_point_id", "address_hash")}
        return super().message(who, campaign or channel, channel=channel, **there, **changes)

    def mail(self, person: int) -> UUID:
        """A planned mail of `win_back` to their other address."""
        point = "select {} from crm.contact_point where kind = 'email' and person_id = %s"
        there = {name: self.one(point.format(name), person) for name in ("contact_point_id", "address_hash")}
        return super().message(person, "win_back", **there)

    def placed(self, person: int, channel: str = "in_app", **content: Any) -> UUID:
        """A message that was sent by the channel's own means."""
        message = self.message(person, channel)
        self.send(channel, {message: content})
        return message

    def send(self, channel: str, contents: dict[UUID, dict[str, Any]]) -> None:
        variants = {"in_app": InAppVariant, "feed": NewsVariant}
        claimed = ledger.claim(channel, NOW, "me", 1000)
        ledger.go_in_flight([each.message_id for each in claimed], "me", NOW)
        with open_channels(FixedClock(NOW), [channel]) as opened:
            batch = [
                opened[channel].render(each, variants[channel](**{**SAID, **contents[each.message_id]}))
                for each in claimed
            ]
            ledger.record(opened[channel].send(batch), "me", NOW)

    def lapse_lease(self, message: UUID) -> None:
        with self.admin.transaction():
            self.admin.execute("set local session_replication_role = replica")
            self.admin.execute(
                "update crm.message set lease_until = clock_timestamp() - interval '1 second' where message_id = %s",
                [message],
            )
            self.admin.execute("update crm.lease set lease_until = clock_timestamp() - interval '1 second'")


@pytest.fixture
def accounts(act_as: Callable[[Role | None], psycopg.Connection[Any]]) -> Accounts:
    return Accounts(act_as)
