"""Every fault of both providers, as a plain HTTP client meets it."""

from __future__ import annotations

import time
from collections.abc import Callable

import firebase_admin
import httpx
import pytest

from demo.sandbox import SandboxProcess
from demo.sandbox.faults import KNOWN, TRANSPORT_ERRORS, Provider
from demo.sandbox.keys import PROJECT_ID

MAIL = {
    "from": {"email": "hello@example.com"},
    "subject": "Hello",
    "content": [{"type": "text/plain", "value": "Hello"}],
    "personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"message_id": "m-1"}}],
}
PUSH = {"message": {"token": "t", "notification": {"title": "Hello"}, "data": {"message_id": "m-1"}}}
Post = Callable[[], httpx.Response]

pytestmark = pytest.mark.parametrize("provider", ["fcm", "sendgrid"])


@pytest.fixture
def post(sandbox: SandboxProcess, provider: str, fcm_app: firebase_admin.App) -> Post:
    """One message to the provider, on a connection of its own."""
    token = fcm_app.credential.get_access_token().access_token
    path, key, body = {
        "fcm": (f"/v1/projects/{PROJECT_ID}/messages:send", token, PUSH),
        "sendgrid": ("/v3/mail/send", sandbox.sendgrid_api_key, MAIL),
    }[provider]
    headers = {"Authorization": f"Bearer {key}"}
    return lambda: httpx.post(f"{sandbox.url}{path}", json=body, headers=headers, timeout=2, trust_env=False)


def test_without_a_fault_it_is_taken(post: Post, provider: str) -> None:
    assert post().status_code == {"fcm": 200, "sendgrid": 202}[provider]


@pytest.mark.parametrize(
    ("error", "raised", "is_taken"),
    [
        ("RESET", httpx.ReadError, True),
        ("RESET_UNREAD", httpx.ReadError, False),
        ("TIME_OUT", httpx.ReadTimeout, True),
        ("TRUNCATED", httpx.RemoteProtocolError, True),
    ],
)
def test_a_connection_that_breaks(
    sandbox: SandboxProcess, post: Post, provider: str, error: str, raised: type[Exception], *, is_taken: bool
) -> None:
    sandbox.plan_fault(provider, error)
    with pytest.raises(raised):
        post()
    [call] = sandbox.received(provider=provider)
    assert (call["fault"], call["is_taken"]) == (error, is_taken)
    assert post().is_success


def test_html_instead_of_an_answer(sandbox: SandboxProcess, post: Post, provider: str) -> None:
    sandbox.plan_fault(provider, "UNREADABLE")
    answer = post()
    assert (answer.status_code, b"<html>" in answer.content) == (200, True)
    assert [call["is_taken"] for call in sandbox.received(provider=provider)] == [True]


def test_a_late_answer(sandbox: SandboxProcess, post: Post, provider: str) -> None:
    sandbox.plan_fault(provider, "DELAY", hold_seconds=0.3)
    began = time.monotonic()
    assert post().is_success
    assert time.monotonic() - began >= 0.3
    assert [call["is_taken"] for call in sandbox.received(provider=provider)] == [True]


def test_every_refusal_says_its_status_and_takes_nothing(sandbox: SandboxProcess, post: Post, provider: str) -> None:
    for error in sorted(KNOWN[Provider(provider)] - TRANSPORT_ERRORS):
        sandbox.plan_fault(provider, error, retry_after=7)
        answer = post()
        assert answer.status_code >= 400
        assert answer.status_code == int(error) if error.isdigit() else True
        assert answer.headers.get("Retry-After") == "7" or answer.status_code not in (429, 503)
    assert not any(call["is_taken"] for call in sandbox.received(provider=provider))


def test_a_share_of_all_calls(sandbox: SandboxProcess, post: Post, provider: str) -> None:
    """As tokens die: some, not the next N; until faults are cleared."""
    error = {"fcm": "UNREGISTERED", "sendgrid": "503"}[provider]
    sandbox.plan_fault(provider, error, share=0.3)
    spoilt = sum(post().is_error for _ in range(60))
    assert 8 <= spoilt <= 30
    sandbox.clear_faults()
    assert not any(post().is_error for _ in range(10))
    assert len(list(sandbox.received(provider=provider))) == 70
