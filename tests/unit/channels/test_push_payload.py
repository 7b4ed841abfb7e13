"""Our request is, field by field, what firebase-admin would have sent for the same message."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from firebase_admin import messaging
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.sandbox.fcm_contract import violations
from roundtrip.channels import CannotRender
from roundtrip.channels.push_payload import frame, request_body
from roundtrip.domain.push import PushVariant

NOW = datetime(2026, 11, 10, 17, tzinfo=UTC)
TEXT = st.text("aZ9 \\\"'/äß中\u2028🙂\x07", min_size=1, max_size=20)
LABEL = st.text("azAZ09-_.~%", min_size=1, max_size=50)
DATA = st.dictionaries(st.sampled_from(["colour", "x_y", "Größe"]), TEXT)
ADDRESS = st.sampled_from(["cVn0xLkqTn6Xp1mQ9w2eRt", "installation:APA91b-token"])


@st.composite
def variants(draw) -> PushVariant:
    data_only = draw(st.booleans())
    phone = {
        "image": draw(st.none() | st.just("https://shop.example/a.png")),
        "badge": draw(st.none() | st.integers(0, 99)),
        "category": draw(st.none() | TEXT),
        "android_channel": draw(st.none() | TEXT),
    }
    return PushVariant(
        title=draw(TEXT),
        body=draw(TEXT),
        data_only=data_only,
        priority=draw(st.sampled_from(["normal", "high"])),
        sound=draw(st.just("default") | TEXT),
        collapse_key=draw(st.none() | LABEL),
        time_to_live=timedelta(minutes=draw(st.integers(0, 28 * 24 * 60))),
        analytics_label=draw(st.none() | LABEL),
        **({} if data_only else phone),
    )


def as_the_sdk_would(variant: PushVariant, address: str, notification, data) -> messaging.Message:
    """Written a second time, from FCM's documentation."""
    alone, key = variant.data_only, variant.collapse_key or "spring.hello"
    expires = int((NOW + variant.time_to_live).timestamp())
    return messaging.Message(
        **{"token" if ":" in address else "fid": address},
        notification=None if alone else messaging.Notification(**notification),
        data=data,
        fcm_options=messaging.FCMOptions(analytics_label=variant.analytics_label or "spring"),
        android=messaging.AndroidConfig(
            collapse_key=key,
            priority=variant.priority,
            ttl=variant.time_to_live,
            notification=None
            if alone
            else messaging.AndroidNotification(sound=variant.sound, channel_id=variant.android_channel),
        ),
        apns=messaging.APNSConfig(
            headers={
                "apns-collapse-id": key,
                "apns-expiration": str(expires),
                "apns-push-type": "background" if alone else "alert",
                "apns-priority": "10" if variant.priority == "high" and not alone else "5",
            },
            payload=messaging.APNSPayload(
                messaging.Aps(content_available=True)
                if alone
                else messaging.Aps(
                    sound=variant.sound,
                    badge=variant.badge,
                    category=variant.category,
                    mutable_content=True if variant.image else None,
                )
            ),
        ),
    )


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(variants(), ADDRESS, st.fixed_dictionaries({"title": TEXT, "body": TEXT}), DATA)
def test_it_is_what_the_sdk_would_have_sent(variant, address, notification, data):
    if variant.image:
        notification |= {"image": variant.image}
    given_notification = {} if variant.data_only else notification
    data |= {"message_id": "7"}
    ours = request_body(
        frame(variant, "spring", "hello", NOW, NOW + timedelta(days=30)).around(given_notification, data), address
    )
    assert orjson.loads(ours) == {"message": json.loads(str(as_the_sdk_would(variant, address, notification, data)))}
    assert violations(orjson.loads(ours)) == []


@pytest.mark.parametrize(("hours_left", "life"), [(30, 24 * 3600), (3, 3 * 3600), (-1, 0)])
def test_a_phone_that_was_off_does_not_ring_once_the_message_is_no_longer_wanted(hours_left, life):
    made = frame(PushVariant(title="t", body="b"), "spring", "hello", NOW, NOW + timedelta(hours=hours_left))
    sent = orjson.loads(request_body(made.around({"title": "t", "body": "b"}, {}), "a:b"))["message"]
    assert sent["android"]["ttl"] == f"{life}s"
    assert sent["apns"]["headers"]["apns-expiration"] == str(int(NOW.timestamp()) + life)


@pytest.mark.parametrize("letter", ["a", "ä", "\u2028", '"', "🙂"])
def test_the_limit_is_fcm_s_to_the_byte(letter):
    """The sandbox counts by itself."""
    variant = PushVariant(title="t", body="b")
    made, data = frame(variant, "spring", "hello", NOW, NOW + timedelta(days=30)), {"message_id": "7"}
    one_more = next(n for n in range(600, 4100) if is_too_large(made, {"title": "t", "body": letter * n}, data))
    largest = made.around({"title": "t", "body": letter * (one_more - 1)}, data)
    assert violations(orjson.loads(request_body(largest, "a:b"))) == []
    refused = {"token": "a:b", "notification": {"title": "t", "body": letter * one_more}, "data": data}
    assert violations({"message": refused})


def is_too_large(made, notification, data) -> bool:
    try:
        made.around(notification, data)
    except CannotRender:
        return True
    return False


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"title": "x"}, "a notification needs both"),
        ({"data_only": True, "badge": 3}, "badge: means nothing in a data message"),
        ({"title": "x", "body": "y", "data": {"message_id": "1"}}, "filled in by Roundtrip"),
        ({"title": "x", "body": "y", "data": {"google.x": "1"}}, "belongs to FCM"),
        ({"title": "x", "body": "y", "time_to_live": "29 days"}, "28 days"),
        ({"title": "x", "body": "y", "badge": -1}, "greater than or equal to 0"),
        ({"title": "x", "body": "y", "analytics_label": "a b"}, "pattern"),
    ],
)
def test_what_fcm_would_refuse_or_ignore_is_said_before(given, fault):
    with pytest.raises(ValueError, match=fault):
        PushVariant(**given)
