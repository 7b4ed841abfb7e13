"""firebase-admin itself against the FCM sandbox."""

from __future__ import annotations

import firebase_admin
import pytest
from firebase_admin import exceptions, messaging

from demo.sandbox import SandboxProcess


def push(fid: str = "token-1") -> messaging.Message:
    return messaging.Message(
        fid=fid,
        data={"message_id": "m-1", "campaign_id": "onboarding"},
        notification=messaging.Notification(title="Hello", body="You"),
        android=messaging.AndroidConfig(collapse_key="hello", priority="high", ttl=3600),
        apns=messaging.APNSConfig(payload=messaging.APNSPayload(messaging.Aps(badge=1, sound="default"))),
    )


def test_a_message_the_sdk_builds_is_taken_and_recorded(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    name = messaging.send(push(), app=fcm_app)

    [call] = sandbox.received(provider="fcm")
    assert call["is_taken"]
    assert call["status"] == 200
    assert call["messages"] == [
        {"message_id": "m-1", "campaign_id": "onboarding", "address": "token-1", "provider_message_id": name}
    ]
    assert call["body"]["message"]["android"]["ttl"] == "3600s"


@pytest.mark.parametrize(
    ("error", "raised", "posts"),
    [
        ("UNREGISTERED", messaging.UnregisteredError, 1),
        ("INVALID_ARGUMENT", exceptions.InvalidArgumentError, 1),
        ("SENDER_ID_MISMATCH", messaging.SenderIdMismatchError, 1),
        ("THIRD_PARTY_AUTH_ERROR", messaging.ThirdPartyAuthError, 3),  # google-auth refreshes its token and posts again
        ("QUOTA_EXCEEDED", messaging.QuotaExceededError, 1),
        ("UNAVAILABLE", exceptions.UnavailableError, 1),
        ("INTERNAL", exceptions.InternalError, 1),
        ("RESET", exceptions.UnavailableError, 1),
        ("TIME_OUT", exceptions.DeadlineExceededError, 1),
    ],
)
def test_the_sdk_raises_its_own_error_for_a_fault(
    sandbox: SandboxProcess, fcm_app: firebase_admin.App, error: str, raised: type[Exception], posts: int
) -> None:
    sandbox.plan_fault("fcm", error, address="token-1", retry_after=7)

    with pytest.raises(raised) as caught:
        messaging.send(push(), app=fcm_app)

    assert isinstance(caught.value, exceptions.FirebaseError)
    calls = list(sandbox.received(provider="fcm"))
    assert [call["fault"] for call in calls] == [error] * posts
    if error == "QUOTA_EXCEEDED":
        assert caught.value.http_response.headers["Retry-After"] == "7"


def test_an_unreadable_2xx_is_an_unknown_error_though_the_message_was_taken(
    sandbox: SandboxProcess, fcm_app: firebase_admin.App
) -> None:
    sandbox.plan_fault("fcm", "UNREADABLE")

    with pytest.raises(exceptions.UnknownError):
        messaging.send(push(), app=fcm_app)

    [call] = sandbox.received(provider="fcm")
    assert call["is_taken"]


def test_a_fault_spoils_as_many_calls_as_asked(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    sandbox.plan_fault("fcm", "INTERNAL", calls=2)

    for _ in range(2):
        with pytest.raises(exceptions.InternalError):
            messaging.send(push(), app=fcm_app)
    messaging.send(push(), app=fcm_app)

    assert [call["status"] for call in sandbox.received(provider="fcm")] == [500, 500, 200]


def test_a_fault_of_one_token_spares_the_others(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    sandbox.plan_fault("fcm", "UNREGISTERED", address="token-1")

    messaging.send(push("token-2"), app=fcm_app)
    with pytest.raises(messaging.UnregisteredError):
        messaging.send(push("token-1"), app=fcm_app)


def test_a_token_of_a_removed_app_is_unregistered(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    with pytest.raises(messaging.UnregisteredError):
        messaging.send(push("abc:gone"), app=fcm_app)


def test_too_big_a_payload_is_refused(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    message = push()
    message.data["blob"] = "x" * 4096

    with pytest.raises(exceptions.InvalidArgumentError, match="too big"):
        messaging.send(message, app=fcm_app)


def test_a_failed_token_refresh_reaches_no_provider(sandbox: SandboxProcess, fcm_app: firebase_admin.App) -> None:
    sandbox.plan_fault("oauth", "503", calls=20)

    with pytest.raises(Exception, match="internal_failure"):
        messaging.send(push(), app=fcm_app)

    assert not list(sandbox.received(provider="fcm"))
