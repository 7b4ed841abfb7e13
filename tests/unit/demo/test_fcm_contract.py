"""Bodies FCM would take and bodies it would not, by Google's own description."""

from __future__ import annotations

from typing import Any

import pytest

from demo.sandbox.fcm_contract import violations


def body(**message: Any) -> dict[str, Any]:
    return {"message": {"token": "t", "notification": {"title": "Hello"}, **message}}


@pytest.mark.parametrize(
    "good",
    [
        body(),
        body(data={"message_id": "1"}, android={"ttl": "3.5s", "priority": "high", "collapse_key": "a"}),
        body(android={"collapseKey": "a"}, apns={"headers": {"apns-id": "1"}, "payload": {"aps": {"badge": 1}}}),
        {"message": {"fid": "f"}, "validate_only": True},
        body(data={"from_whom": "allowed"}, android={"ttl": "2419200s"}),
    ],
)
def test_taken(good: Any) -> None:
    assert violations(good) == []


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({}, "message"),
        (["message"], ""),
        ({"message": {"notification": {"title": "to nobody"}}}, "message"),
        (body(topic="two targets"), "message"),
        (body(data={"count": 1}), "message.data.count"),
        (body(notification={"titel": "misspelt"}), "message.notification.titel"),
        (body(android={"priority": "urgent"}), "message.android.priority"),
        (body(android={"ttl": 3600}), "message.android.ttl"),
        (body(android={"ttl": "1 hour"}), "message.android.ttl"),
        (body(android={"notification": {"body_loc_args": [1]}}), "message.android.notification.body_loc_args[0]"),
        (body(android={"notification": {"sticky": "yes"}}), "message.android.notification.sticky"),
        (body(data={"blob": "x" * 4096}), "message"),
        (body(data={"from": "reserved"}), "message.data"),
        (body(data={"google.reserved": "x"}), "message.data"),
        (body(android={"ttl": "2419201s"}), "message.android.ttl"),
        (
            body(android={"notification": {"light_settings": {"color": {"red": 1}}}}),
            "message.android.notification.light_settings.light_on_duration",
        ),
    ],
)
def test_refused(bad: Any, field: str) -> None:
    assert field in [violation[0] for violation in violations(bad)]
