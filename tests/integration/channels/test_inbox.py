"""The app's two channels: a message is sent once its row is there, once, for whom it is, and only while it may be."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from roundtrip import ledger
from roundtrip.channels import CannotRender, inbox, open_channels
from roundtrip.db import Role
from roundtrip.domain.campaign import InAppStep, NewsStep
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import ClaimedMessage, Verdict
from roundtrip.domain.shown import InAppVariant, NewsVariant

from ..ledger.accounts import Accounts, accounts
from ..ledger.conftest import NOW, ON, database
from .carriers import FOR_THE_APP, SAID

__all__ = ["accounts", "database"]

both = pytest.mark.parametrize("channel", ["in_app", "feed"])


def rendered(channel: str, message: ClaimedMessage):
    with open_channels(FixedClock(NOW), [channel]) as opened:
        return opened[channel].render(message, FOR_THE_APP[channel])


def send(channel: str, batch):
    with open_channels(FixedClock(NOW), [channel]) as opened:
        return opened[channel].send(batch)


def in_flight(accounts: Accounts, channel: str, people: int = 1):
    """Claimed, in flight and rendered."""
    planned = [accounts.message(accounts.person(), channel) for _ in range(people)]
    claimed = ledger.claim(channel, NOW, "me", 100)
    assert ledger.go_in_flight(planned, "me", NOW) == set(planned)
    return [rendered(channel, message) for message in claimed]


@both
def test_a_message_is_accepted_when_its_row_is_there(accounts, channel):
    batch = in_flight(accounts, channel, 3)
    outcomes = send(channel, batch)
    assert [(o.message_id, o.verdict) for o in outcomes] == [(r.message.message_id, Verdict.ACCEPTED) for r in batch]
    rows = accounts.rows("select user_id, channel, placed_at, payload ->> 'title' from crm.inbox order by user_id")
    assert rows == sorted((r.message.address, channel, NOW, "Hello you") for r in batch)


@both
def test_placing_it_again_changes_nothing(accounts, channel):
    batch = in_flight(accounts, channel)
    first = send(channel, batch)
    assert send(channel, batch) == first
    assert accounts.one("select count(*) from crm.inbox") == 1


@both
def test_what_is_not_in_flight_is_not_placed_and_does_not_spoil_the_others(accounts, channel):
    batch = in_flight(accounts, channel, 3)
    accounts.lapse_lease(batch[1].message.message_id)
    outcomes = send(channel, batch)
    assert [o.verdict for o in outcomes] == [Verdict.ACCEPTED, Verdict.NOT_NOW, Verdict.ACCEPTED]
    assert accounts.one("select count(*) from crm.inbox") == 2


@both
def test_a_connection_that_breaks_is_tried_again_to_the_same_end(accounts, channel, monkeypatch):
    batch = in_flight(accounts, channel)
    place, tries = inbox._place, []

    def breaks_once(*given):
        there = place(*given)
        tries.append(there)
        if len(tries) == 1:
            raise inbox.DBAPIError("commit", {}, psycopg.OperationalError("gone after the commit"))
        return there

    monkeypatch.setattr(inbox, "_place", breaks_once)
    (outcome,) = send(channel, batch)
    assert outcome.verdict is Verdict.ACCEPTED
    assert accounts.one("select count(*) from crm.inbox") == 1


@both
def test_a_database_that_stays_away_leaves_it_uncertain(accounts, channel, monkeypatch):
    batch = in_flight(accounts, channel, 2)

    def breaks(*_):
        raise inbox.DBAPIError("commit", {}, psycopg.OperationalError("gone"))

    monkeypatch.setattr(inbox, "_place", breaks)
    assert {outcome.verdict for outcome in send(channel, batch)} == {Verdict.UNCERTAIN}


@pytest.mark.parametrize(
    "changes",
    [{"user_id": "somebody else"}, {"message_id": UUID(int=7)}, {"channel": "feed"}, {"occurrence_on": ON - timedelta(days=1)}],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_a_row_that_is_not_its_message_s(accounts, act_as, changes):
    (message,) = in_flight(accounts, "in_app")
    row = {**message.row(NOW), "channel": "in_app", "payload": "{}", **changes}
    columns = ["message_id", "occurrence_on", "user_id", "channel", "payload", "placed_at", "valid_until"]
    insert = f"insert into crm.inbox ({', '.join(columns)}) values ({', '.join(f'%({c})s' for c in columns)})"
    with pytest.raises(psycopg.errors.RestrictViolation):
        act_as(Role.SENDER).execute(insert, row)


def test_the_database_refuses_a_row_before_its_message_is_in_flight(accounts, act_as):
    accounts.message(accounts.person(), "in_app")
    (claimed,) = ledger.claim("in_app", NOW, "me", 1)
    insert = (
        "insert into crm.inbox (message_id, occurrence_on, user_id, channel, payload, placed_at, valid_until)"
        " values (%s, %s, %s, 'in_app', '{}', %s, %s)"
    )
    with pytest.raises(psycopg.errors.RestrictViolation, match="not in flight"):
        act_as(Role.SENDER).execute(
            insert, [claimed.message_id, ON, claimed.address, NOW, NOW + timedelta(days=1)]
        )  # fmt: skip


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "java\tscript:alert(1)",
        "//evil",
        "shop",
        "x://a b",
    ],
)
def test_a_link_that_runs_code_is_found_in_the_file_and_in_a_value(accounts, link):
    (message,) = in_flight(accounts, "in_app")
    step = InAppStep(id="s", send="in_app", variants={"only": InAppVariant(**SAID, link=link)})
    with open_channels(FixedClock(NOW), ["in_app"]) as opened:
        assert [fault.partition(":")[0] for fault in opened["in_app"].check(step)] == ["variants.only.link"]
        claimed = message.message
        with pytest.raises(CannotRender) as error:
            opened["in_app"].render(
                ClaimedMessage(**{**vars(claimed), "placeholders": {"there": link}}),
                InAppVariant(**SAID, link="{{ there }}"),
            )
    assert link not in str(error.value)


def test_faults_name_part_and_remedy():
    buttons = [{"text": {"en": "{{ open"}, "link": "file:///etc"}]
    step = InAppStep(
        id="s", send="in_app", variants={"only": InAppVariant(**SAID, image="http://x.example/a.png", buttons=buttons)}
    )
    with open_channels(FixedClock(NOW), ["in_app"]) as opened:
        found = [fault.partition(":")[0] for fault in opened["in_app"].check(step)]
    assert found == ["variants.only.buttons.0.text.en", "variants.only.image", "variants.only.buttons.0.link"]
    news = NewsStep(id="s", send="feed", variants={"only": NewsVariant(**SAID, link="myapp://offers/{{ first_name }}")})
    with open_channels(FixedClock(NOW), ["feed"]) as opened:
        assert opened["feed"].check(news) == []
