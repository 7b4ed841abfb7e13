"""What FCM gets, and what its errors mean, beyond the contract every channel keeps."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import timedelta

import pytest

from roundtrip import declared
from roundtrip.channels import CannotRender
from roundtrip.domain.message import Verdict
from roundtrip.domain.push import PushVariant


@pytest.fixture
def posts(sandbox):
    return lambda: list(sandbox.received(provider="fcm"))


@pytest.mark.parametrize(
    "error", ["INTERNAL", "UNAVAILABLE", "QUOTA_EXCEEDED", "THIRD_PARTY_AUTH_ERROR", "RESET", "TIME_OUT", "UNREADABLE"]
)
def test_a_message_is_one_post_whatever_fcm_answers(error, opened, rendered, sandbox, posts):
    """Left alone the SDK posts 2 to 5 times here."""
    sandbox.plan_fault("fcm", error)
    (outcome,) = opened["push"].send(rendered("push"))
    assert len(posts()) == 1
    assert outcome.verdict is not Verdict.ACCEPTED


ERRORS = [
    ("UNREGISTERED", {}, Verdict.REJECTED, "unregistered", False, None),
    ("SENDER_ID_MISMATCH", {}, Verdict.REJECTED, "sender_id_mismatch", False, None),
    ("INVALID_ARGUMENT", {"field": "message.token"}, Verdict.REJECTED, "invalid_token", False, None),
    ("INVALID_ARGUMENT", {"field": "message.fid"}, Verdict.REJECTED, "invalid_token", False, None),
    ("INVALID_ARGUMENT", {"field": "message.data"}, Verdict.REJECTED, None, True, None),
    ("THIRD_PARTY_AUTH_ERROR", {}, Verdict.NOT_NOW, None, True, "ios"),
    ("QUOTA_EXCEEDED", {}, Verdict.NOT_NOW, None, False, None),
    ("UNAVAILABLE", {"retry_after": 9}, Verdict.UNCERTAIN, None, False, None),
    ("INTERNAL", {}, Verdict.UNCERTAIN, None, False, None),
]


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: f"{case[0]} {case[1]}")
def test_what_an_error_means(case, opened, rendered, sandbox):
    error, details, verdict, dead, is_halted, platform = case
    sandbox.plan_fault("fcm", error, **details)
    (outcome,) = opened["push"].send(rendered("push"))
    assert outcome.verdict is verdict
    assert outcome.disable_contact_point == dead
    assert bool(outcome.halt_campaign) == is_halted
    assert outcome.halt_platform == platform


def test_a_quota_that_is_used_up_stops_the_batch(opened, rendered, sandbox, posts):
    """Who was not asked for goes back as well, for as long as FCM wants to be left alone."""
    sandbox.plan_fault("fcm", "QUOTA_EXCEEDED", calls=10_000, retry_after=120)
    outcomes = opened["push"].send(rendered("push", 300))
    assert {outcome.verdict for outcome in outcomes} == {Verdict.NOT_NOW}
    assert len(posts()) == sum(outcome.error_code == "RESOURCE_EXHAUSTED" for outcome in outcomes) < 100
    assert all(timedelta(seconds=100) < outcome.retry_after <= timedelta(seconds=190) for outcome in outcomes)


def test_a_provider_that_is_down_makes_few_uncertain(opened, rendered, sandbox, posts):
    sandbox.plan_fault("fcm", "UNAVAILABLE", calls=10_000)
    told = Counter(outcome.verdict for outcome in opened["push"].send(rendered("push", 300)))
    assert told[Verdict.UNCERTAIN] == len(posts()) < 100
    assert told[Verdict.NOT_NOW] == 300 - told[Verdict.UNCERTAIN]


def test_what_the_app_gets(opened, rendered, posts):
    (push,) = rendered("push")
    opened["push"].send([push])
    message = posts()[0]["body"]["message"]
    assert message["token"] == push.message.address
    assert message["notification"] == {"title": "Welcome, Person 0", "body": "Find what you like in three taps"}
    assert message["data"] == {
        "message_id": str(push.message.message_id),
        "campaign_id": "onboarding",
        "step_id": "hello",
        "link": "roundtrip://guide",
    }
    assert message["android"]["collapse_key"] == message["apns"]["headers"]["apns-collapse-id"] == "onboarding.hello"
    assert message["android"]["ttl"] == "86400s"
    assert message["apns"]["headers"]["apns-expiration"] == "1794416400"  # 24 hours after the clock's 2026-11-10 17:00


def test_a_data_message_shows_nothing_by_itself(opened, rendered, posts):
    (push,) = rendered("push")
    variant = PushVariant(
        data_only=True, title="Hello {{ first_name }}", link="app://orders", data={"order_id": "{{ first_name }}-7"}
    )
    (outcome,) = opened["push"].send([opened["push"].render(push.message, variant)])
    assert outcome.verdict is Verdict.ACCEPTED
    message = posts()[0]["body"]["message"]
    assert "notification" not in message
    assert message["data"] == {
        "title": "Hello Person 0",
        "link": "app://orders",
        "order_id": "Person 0-7",
        "message_id": str(push.message.message_id),
        "campaign_id": "onboarding",
        "step_id": "hello",
    }
    assert message["apns"]["payload"] == {"aps": {"content-available": 1}}
    assert (message["apns"]["headers"]["apns-push-type"], message["apns"]["headers"]["apns-priority"]) == (
        "background",
        "5",
    )


def test_all_that_a_notification_can_have(opened, rendered, posts):
    (push,) = rendered("push")
    variant = PushVariant(
        title="Hello",
        body="Your parcel",
        image="https://shop.example/{{ first_name }}.png",
        priority="high",
        sound="bell",
        badge=3,
        category="PARCEL",
        android_channel="orders",
        collapse_key="parcel",
        time_to_live="2 hours",
        analytics_label="parcel_v2",
    )
    (outcome,) = opened["push"].send([opened["push"].render(push.message, variant)])
    assert outcome.verdict is Verdict.ACCEPTED
    message = posts()[0]["body"]["message"]
    assert message["notification"]["image"] == "https://shop.example/Person 0.png"
    assert message["android"] == {
        "collapse_key": "parcel",
        "notification": {"channel_id": "orders", "sound": "bell"},
        "priority": "high",
        "ttl": "7200s",
    }
    assert message["apns"]["payload"]["aps"] == {
        "badge": 3,
        "category": "PARCEL",
        "mutable-content": 1,
        "sound": "bell",
    }
    assert message["apns"]["headers"]["apns-priority"] == "10"
    assert message["fcm_options"] == {"analytics_label": "parcel_v2"}


def test_an_installation_id_is_addressed_as_one(opened, rendered, posts):
    opened["push"].send(rendered("push", address="cVn0xLkqTn6Xp1mQ9w2eRt"))
    assert posts()[0]["body"]["message"]["fid"] == "cVn0xLkqTn6Xp1mQ9w2eRt"


def test_a_message_too_large_for_fcm_is_found_before_it_flies(opened, rendered):
    (push,) = rendered("push")
    campaign = next(c for c in declared.campaigns()[0] if c.id == "onboarding")
    variant = campaign.step("hello").variants["guide"].model_copy(update={"body": {"en": "ä" * 2000}})
    with pytest.raises(CannotRender, match="4096"):
        opened["push"].render(push.message, variant)


def test_signing_in_fails_for_all_and_nothing_is_posted(opened, rendered, sandbox, posts):
    sandbox.plan_fault("oauth", "500", calls=50)
    outcomes = opened["push"].send(rendered("push", 3))
    assert {o.verdict for o in outcomes} == {Verdict.NOT_NOW}
    assert posts() == []


def test_a_whole_batch_signs_in_once_and_starts_no_thread(opened, rendered, sandbox, posts):
    before = threading.active_count()
    batch = rendered("push", 300)
    assert {outcome.verdict for outcome in opened["push"].send(batch)} == {Verdict.ACCEPTED}
    assert threading.active_count() <= before
    assert len(list(sandbox.received(provider="oauth"))) == 1
    assert len(posts()) == len(batch)


def test_a_token_endpoint_elsewhere_is_never_asked(opened, rendered, sandbox, monkeypatch, tmp_path):
    account = json.loads(sandbox.service_account.read_text()) | {"token_uri": "https://oauth2.googleapis.com/token"}
    path = tmp_path / "account.json"
    path.write_text(json.dumps(account))
    monkeypatch.setenv("ROUNDTRIP_FCM_SERVICE_ACCOUNT", str(path))
    with pytest.raises(RuntimeError, match="live key"):
        opened["push"].prepare()


def test_even_past_the_credentials_the_sign_in_session_is_guarded(opened, rendered, posts):
    pushes = rendered("push")
    opened["push"].prepare()
    opened["push"]._provider._credential._token_uri = "https://93.184.216.34/token"
    (outcome,) = opened["push"].send(pushes)
    assert (outcome.verdict, outcome.error_code) == (Verdict.NOT_NOW, "ForbiddenHost")
    assert posts() == []
