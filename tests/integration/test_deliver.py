"""From the ledger through a channel to the provider and back: what is due goes out once, whatever happens on the way."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from demo.night.api_thread import MovingClock, serving
from roundtrip import deliver, ledger, night
from roundtrip.channels import email
from roundtrip.channels.credentials import CredentialsError
from roundtrip.db import Role
from roundtrip.deliver import deliver_due
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.clock import FixedClock

from .ledger.conftest import NOT_AFTER, NOW, House, database, house

__all__ = ["House", "database", "house"]


@pytest.fixture(autouse=True)
def providers(database, sandbox, monkeypatch):
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)


@pytest.fixture
def got(sandbox):
    """How often a provider took each message."""
    return lambda: Counter(
        message["message_id"]
        for call in sandbox.received()
        if call["status"] in (200, 201, 202)
        for message in call["messages"]
    )


def states(house, *messages):
    return [house.state(message) for message in messages]


def test_what_is_due_goes_out_once(house, got, act_as):
    messages = [house.message() for _ in range(3)]
    counts = deliver_due(FixedClock(NOW))
    assert (counts["claimed"], counts["accepted"]) == (3, 3)
    assert states(house, *messages) == ["accepted"] * 3
    assert got() == Counter(str(message) for message in messages)
    assert deliver_due(FixedClock(NOW + timedelta(minutes=5)))["claimed"] == 0
    assert got().total() == 3
    runs = act_as(Role.SENDER).execute(
        "select scope, status, counts ->> 'accepted' from crm.run"
        " where step = 'send' and scope in ('email', 'push') order by run_id limit 2"
    )
    assert runs.fetchall() == [("email", "done", "3"), ("push", "done", None)]


def test_it_works_in_batches_and_on_the_named_channels_only(house, monkeypatch):
    monkeypatch.setattr(email.EmailChannel, "max_batch", 2)
    for _ in range(5):
        house.message()
    assert deliver_due(FixedClock(NOW), channels=["push"])["claimed"] == 0
    assert deliver_due(FixedClock(NOW), channels=["email"])["accepted"] == 5
    with pytest.raises(KeyError, match="pigeon"):
        deliver_due(FixedClock(NOW), channels=["pigeon"])


def test_what_becomes_too_late_while_others_are_sent_is_not_sent(house, got, monkeypatch):
    monkeypatch.setattr(email.EmailChannel, "max_batch", 1)
    monkeypatch.setenv("ROUNDTRIP_SENDERS", "1")
    first, second = house.message(), house.message()
    clock = MovingClock(NOW)
    to_sendgrid = email.EmailChannel.send

    def slowly(channel, batch):
        clock.at = NOT_AFTER + timedelta(seconds=1)
        return to_sendgrid(channel, batch)

    monkeypatch.setattr(email.EmailChannel, "send", slowly)
    assert deliver_due(clock, channels=["email"])["accepted"] == 1
    assert got() == Counter([str(first)])
    ledger.reap(clock.now())
    assert states(house, first, second) == ["accepted", "expired"]


def test_where_nothing_may_be_sent_nothing_planned_before_is(house, got, monkeypatch):
    message = house.message()
    monkeypatch.setenv("ROUNDTRIP_SENDING", "shadow")
    assert night.deliver("email", NOW) == {}
    assert (house.state(message), got()) == ("planned", Counter())
    monkeypatch.setenv("ROUNDTRIP_SENDING", "live")
    assert night.deliver("email", NOW)["accepted"] == 1


def test_without_a_time_it_is_the_time_of_day(house, monkeypatch):
    """So a run that waited, or one of the evening before that somebody cleared, sends nothing that is too late."""
    late, due = house.message(), house.message(send_after=NOW, not_after=datetime(2999, 1, 1, tzinfo=UTC))
    monkeypatch.setenv("ROUNDTRIP_SENDING", "live")
    assert night.deliver("email")["claimed"] == 1
    night.reap()
    assert states(house, late, due) == ["expired", "accepted"]


def test_senders_side_by_side_share_the_work_and_nothing_else(house, got, act_as, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SENDERS", "3")
    monkeypatch.setattr(email.EmailChannel, "max_batch", 2)
    messages = [house.message() for _ in range(12)]
    assert deliver_due(FixedClock(NOW), owner="crew")["accepted"] == 12
    assert got() == Counter(str(message) for message in messages)
    owners = act_as(Role.OPERATOR).execute("select distinct owner from crm.message").fetchall()
    assert {owner for (owner,) in owners} <= {"crew.1", "crew.2", "crew.3"}


def test_a_sender_that_fails_ends_the_others_after_their_batch(house, got, monkeypatch):
    """What they had in hand is finished and recorded; what is left stays planned."""
    monkeypatch.setattr(email.EmailChannel, "max_batch", 1)
    messages = [house.message() for _ in range(30)]
    failed, send = Event(), email.EmailChannel.send

    def one_breaks(channel, batch):
        if not failed.is_set():
            failed.set()
            raise RuntimeError("out of memory, say")
        return send(channel, batch)

    monkeypatch.setattr(email.EmailChannel, "send", one_breaks)
    with pytest.raises(RuntimeError, match="out of memory"):
        deliver_due(FixedClock(NOW))
    counted = Counter(states(house, *messages))
    assert counted["in_flight"] == 1  # its lease will run out, and then nobody knows
    assert counted["accepted"] == got().total()
    assert counted["accepted"] + counted["planned"] == 29
    assert counted["planned"] > 0


def test_what_cannot_be_rendered_is_suppressed_with_its_reason_and_stops_nobody_else(house, got):
    house.campaign("removed", kind="service")
    orphan, good = house.message(campaign="removed", kind="service"), house.message()
    counts = deliver_due(FixedClock(NOW))
    assert (counts["no_content"], counts["accepted"]) == (1, 1)
    assert states(house, orphan, good) == ["suppressed", "accepted"]
    assert house.reason(orphan) == "no_content: no campaign file has removed.mail.plain any more"
    assert got() == Counter([str(good)])


def test_a_refusal_after_planning_is_honoured(house, got):
    person = house.person()
    message = house.message(person)
    house.consent(person, False, "2026-11-10T16:59:00Z")
    assert deliver_due(FixedClock(NOW))["not_sent"] == 1
    assert (house.state(message), house.reason(message)) == ("suppressed", "no_consent")
    assert got() == Counter()


def test_a_provider_that_is_down_costs_one_batch(house, sandbox, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SENDERS", "1")
    monkeypatch.setattr(email.EmailChannel, "max_batch", 2)
    messages = [house.message() for _ in range(6)]
    sandbox.plan_fault("sendgrid", "503", calls=50)
    assert deliver_due(FixedClock(NOW))["uncertain"] == 2
    assert Counter(states(house, *messages)) == {"uncertain": 2, "planned": 4}
    sandbox.reset()
    assert deliver_due(FixedClock(NOW + timedelta(minutes=5)))["accepted"] == 4


def test_too_busy_is_tried_again_later_and_arrives_once(house, sandbox, got):
    message = house.message()
    sandbox.plan_fault("sendgrid", "429", retry_after=120)
    assert deliver_due(FixedClock(NOW))["not_now"] == 1
    assert deliver_due(FixedClock(NOW + timedelta(seconds=119)))["claimed"] == 0
    assert deliver_due(FixedClock(NOW + timedelta(seconds=151)))["accepted"] == 1
    assert got() == Counter([str(message)])
    assert house.slots(message) == 2


def test_without_a_key_nothing_is_in_flight(house, monkeypatch, got, act_as):
    message = house.message()
    monkeypatch.delenv("ROUNDTRIP_SENDGRID_API_KEY")
    with pytest.raises(CredentialsError):
        deliver_due(FixedClock(NOW))
    assert house.state(message) == "claimed"
    failed = act_as(Role.SENDER).execute("select scope, error from crm.run where status = 'failed'").fetchall()
    assert failed[0][0] == "email"
    assert "ROUNDTRIP_SENDGRID_API_KEY" in failed[0][1]
    house.lapse_leases()
    ledger.reap(NOW)
    monkeypatch.setenv("ROUNDTRIP_SENDGRID_API_KEY", "SG.sandbox.wrong")
    assert deliver_due(FixedClock(NOW))["not_now"] == 1
    assert got() == Counter()


def test_an_installation_without_keys_and_without_messages_is_well(database, monkeypatch):
    for variable in ("ROUNDTRIP_SENDGRID_API_KEY", "ROUNDTRIP_FCM_SERVICE_ACCOUNT", "ROUNDTRIP_SANDBOX_URL"):
        monkeypatch.delenv(variable)
    assert deliver_due(FixedClock(NOW)).total() == 0


BASKET = Campaign.model_validate(
    {
        "id": "basket",
        "kind": "service",
        "owner": "shop",
        "goal": "Tell people that what they wait for is there",
        "segment": "lapsed_buyers",
        "schedule": {"days": "daily", "at": "12:00"},
        "holdout": "0%",
        "topic": "offers",
        "success": {"event": "order_placed", "within": "7 days"},
        "steps": [
            {
                "id": "mail",
                "send": "sms",
                "variants": {"plain": {"text": "It is there: {{ link }}", "link": "https://shop.example/b"}},
            }
        ],
    }
)


def test_a_text_goes_out_and_its_link_is_known(house, got, act_as, monkeypatch):
    monkeypatch.setattr(deliver.declared, "campaigns", lambda *_: ([BASKET], []))
    house.campaign("basket", kind="service", channel="sms")
    person = house.person()
    house.admin.execute("insert into crm.address values ('number', 'phone', '+4915100000001')")
    point = house.one(
        "insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of)"
        " values (%s, 'phone', 'number', '2026-11-01', '2026-11-01') returning contact_point_id",
        person,
    )
    message = house.message(
        person, "basket", kind="service", channel="sms", contact_point_id=point, address_hash="number"
    )
    assert deliver_due(FixedClock(NOW), channels=["sms"])["accepted"] == 1
    assert got() == Counter([str(message)])
    links = act_as(Role.OPERATOR).execute("select target from crm.link").fetchall()
    assert links == [("https://shop.example/b",)]


def test_a_round_trip(house, sandbox, act_as, monkeypatch):
    """Planned, sent, reported back by signed webhook, twice; and the reset that left one uncertain is cleared up."""
    monkeypatch.setenv("ROUNDTRIP_SENDGRID_WEBHOOK_KEY", sandbox.webhook_public_key)
    first = house.message()
    deliver_due(FixedClock(NOW))
    second = house.message()
    sandbox.plan_fault("sendgrid", "RESET")
    deliver_due(FixedClock(NOW))
    assert states(house, first, second) == ["accepted", "uncertain"]
    events = [
        {
            "event": kind,
            "message_id": str(message),
            "sg_event_id": f"{kind}{message}",
            "timestamp": int(NOW.timestamp()),
        }
        for message in (first, second)
        for kind in ("delivered", "open")
    ]
    with serving(MovingClock(datetime(2026, 11, 10, 18, tzinfo=UTC))) as url:
        assert sandbox.post_events(f"{url}/webhooks/sendgrid", events, times=2) == [200, 200]
    assert states(house, first, second) == ["accepted", "accepted"]
    facts = (
        act_as(Role.OPERATOR).execute("select kind, count(*) from crm.feedback group by kind order by kind").fetchall()
    )
    assert facts == [("delivered", 2), ("opened", 2)]
