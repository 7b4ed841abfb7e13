"""What messages do to people: exactly what is written in effects.py, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.simulator import EFFECTS, ProviderEvent, ReceivedMessage, Simulation, received_messages
from roundtrip import declared

Simulate = Callable[..., tuple[Simulation, Path]]
Rows = Callable[[Path, str], Iterator[dict[str, Any]]]
FIRST_NIGHT = date(2026, 11, 10)
SENT_AT = datetime.combine(FIRST_NIGHT, datetime.min.time(), UTC) + timedelta(hours=17)
PEOPLE = 4000


def messages(simulation: Simulation, channel: str, campaign: str, first: int = 0) -> list[ReceivedMessage]:
    """One message for every second person who had an address by the first night."""
    contact = simulation.contacts.email if channel == "email" else simulation.contacts.push_token
    known = simulation.people.install_day < FIRST_NIGHT.toordinal()
    return [
        ReceivedMessage(channel, f"{campaign}-{person}", campaign, address, SENT_AT, "provider-1")
        for person in range(first, len(simulation.people), 2)
        if known[person] and (address := contact(person))
    ]


def orders(rows: Iterator[dict[str, Any]]) -> set[tuple[str, str, int]]:
    return {(row["user_id"], row["ordered_at"], row["amount_minor"]) for row in rows}


def converted(bought: set[tuple[str, str, int]], window: timedelta) -> set[str]:
    start, end = f"{SENT_AT:%FT%T}", f"{SENT_AT + window:%FT%T}"
    return {user for user, at, _ in bought if start <= at < end}


@pytest.mark.parametrize(("campaign", "days"), [("win_back", 8), ("onboarding", 4)])
def test_messages_add_their_true_effect_and_change_nothing_else(
    simulate: Simulate, read: Rows, campaign: str, days: int
) -> None:
    effect = EFFECTS[campaign]
    (alone, alone_landing), (messaged, messaged_landing) = simulate(people=PEOPLE), simulate(people=PEOPLE)
    sent = [message for message in messages(messaged, effect.channel, campaign) if "gone" not in message.address]
    messaged.react(FIRST_NIGHT, sent)
    for offset in range(days):
        alone.write_day(FIRST_NIGHT + timedelta(days=offset))
        messaged.write_day(FIRST_NIGHT + timedelta(days=offset))

    without, with_messages = (orders(read(landing, "app_purchases")) for landing in (alone_landing, messaged_landing))

    assert without <= with_messages
    added = len(converted(with_messages, effect.window)) - len(converted(without, effect.window))
    expected = len(sent) * effect.intention_to_treat
    assert abs(added - expected) < 4 * expected**0.5
    assert messaged.added_orders[campaign] >= added


def test_most_of_an_effect_shows_within_a_day_and_a_half() -> None:
    for effect in EFFECTS.values():
        assert 0.75 < effect.share_within(timedelta(hours=36)) < 1
        assert effect.share_within(effect.window) == 1


def test_the_true_effects_are_those_of_the_demos_campaigns() -> None:
    campaigns, _ = declared.campaigns()

    assert {(c.id, c.success.within, *(step.send for step in c.send_steps)) for c in campaigns} >= {
        (effect.campaign_id, effect.window, effect.channel) for effect in EFFECTS.values()
    }


def test_mail_is_delivered_opened_by_some_and_bounces_where_the_mailbox_is_gone(simulate: Simulate) -> None:
    simulation, _ = simulate(people=PEOPLE)
    sent = messages(simulation, "email", "win_back")

    events = simulation.react(FIRST_NIGHT, sent)

    kinds = Counter((event.kind, event.is_machine) for event in events)
    gone = sum("+gone@" in message.address for message in sent)
    assert gone == kinds["bounce", False] > 0
    delivered = {event.message_id for event in events if event.kind == "delivered"}
    assert len(delivered) == len(sent) - gone
    assert kinds["delivered", False] > len(delivered), "some reports come twice"
    assert 0.40 < kinds["open", False] / len(delivered) < EFFECTS["win_back"].opens
    assert kinds["open", True] > 0
    assert 0 < kinds["click", False] < kinds["open", False]
    assert [event.occurred_at for event in events] == sorted(event.occurred_at for event in events)


def test_what_happens_after_midnight_is_told_the_next_day(simulate: Simulate) -> None:
    simulation, _ = simulate(people=1500)
    midnight = datetime(2026, 11, 10, 23, tzinfo=UTC)

    today = simulation.react(FIRST_NIGHT, messages(simulation, "email", "win_back"))
    simulation.write_day(FIRST_NIGHT)
    tomorrow = simulation.react(FIRST_NIGHT + timedelta(days=1), [])

    assert today
    assert max(event.occurred_at for event in today) < midnight
    assert tomorrow
    assert min(event.occurred_at for event in tomorrow) >= midnight


def test_an_opened_push_opens_the_app_which_names_the_message(simulate: Simulate, read: Rows) -> None:
    simulation, landing = simulate(people=1500)
    receipts = simulation.react(FIRST_NIGHT, messages(simulation, "push", "onboarding"))
    simulation.write_day(FIRST_NIGHT)

    opened = {row["message_id"] for row in read(landing, "app_events") if "message_id" in row}

    assert all(event.is_app_receipt and event.kind == "opened" for event in receipts)
    assert opened
    assert opened <= {event.message_id for event in receipts}


def test_nobody_reacts_on_a_day_that_is_written(simulate: Simulate) -> None:
    simulation, _ = simulate()

    with pytest.raises(ValueError, match="2026-11-09 are written"):
        simulation.react(FIRST_NIGHT - timedelta(days=1), [])


def test_a_message_to_nobody_we_know_comes_to_nothing(simulate: Simulate) -> None:
    simulation, _ = simulate()
    stray = ReceivedMessage("email", "m", "win_back", "stranger@example.com", SENT_AT, "provider-1")

    assert simulation.react(FIRST_NIGHT, [stray]) == []


def test_a_report_has_sendgrids_shape_and_one_id_however_often_it_comes() -> None:
    def told(at: datetime) -> dict[str, object]:
        return ProviderEvent("email", "open", "m-1", "a@example.com", at, "p-1", is_machine=True).sendgrid()

    event = told(SENT_AT)

    assert event["sg_event_id"] == told(SENT_AT)["sg_event_id"]
    assert (event["event"], event["timestamp"], event["message_id"]) == ("open", int(SENT_AT.timestamp()), "m-1")
    assert event["sg_machine_open"] is True


def test_only_what_a_provider_took_reaches_people() -> None:
    def call(provider: str, *, is_taken: bool) -> dict[str, object]:
        message = {"message_id": "m", "campaign_id": None, "address": "a", "provider_message_id": "p"}
        return {"provider": provider, "is_taken": is_taken, "messages": [message]}

    calls = [call("fcm", is_taken=True), call("sendgrid", is_taken=False), call("oauth", is_taken=True)]

    assert [message.channel for message in received_messages(calls, SENT_AT)] == ["push"]  # type: ignore[arg-type]
