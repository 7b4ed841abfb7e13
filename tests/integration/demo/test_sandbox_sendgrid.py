"""The sendgrid SDK itself against the SendGrid sandbox."""

from __future__ import annotations

import urllib.error
from typing import Any

import pytest
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Content, CustomArg, From, Mail, Personalization, To

from demo.sandbox import SandboxProcess


def mail(*addresses: str) -> Mail:
    built = Mail(From("hello@example.com", "Roundtrip Demo"))
    built.content = [Content("text/plain", "Hello"), Content("text/html", "<p>Hello</p>")]
    for number, address in enumerate(addresses):
        personalization = Personalization()
        personalization.add_to(To(address))
        personalization.subject = "We miss you"
        personalization.add_custom_arg(CustomArg("message_id", f"m-{number}"))
        built.add_personalization(personalization)
    return built


def test_a_mail_the_sdk_builds_is_queued_and_recorded(
    sandbox: SandboxProcess, sendgrid_client: SendGridAPIClient
) -> None:
    response = sendgrid_client.send(mail("a@example.com", "b@example.com"))

    assert response.status_code == 202
    [call] = sandbox.received(provider="sendgrid")
    assert call["is_taken"]
    assert {(message["message_id"], message["address"]) for message in call["messages"]} == {
        ("m-0", "a@example.com"),
        ("m-1", "b@example.com"),
    }
    assert {message["provider_message_id"] for message in call["messages"]} == {response.headers["X-Message-Id"]}


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503])
def test_the_sdk_raises_the_status_asked_for(
    sandbox: SandboxProcess, sendgrid_client: SendGridAPIClient, status: int
) -> None:
    sandbox.plan_fault("sendgrid", str(status), retry_after=3)

    with pytest.raises(HTTPError) as caught:
        sendgrid_client.send(mail("a@example.com"))

    assert caught.value.status_code == status
    assert caught.value.to_dict["errors"]
    assert caught.value.headers["Retry-After"] == "3"
    [call] = sandbox.received(provider="sendgrid")
    assert not call["is_taken"]


@pytest.mark.parametrize(("error", "raised"), [("RESET", OSError), ("TIME_OUT", TimeoutError)])
def test_a_transport_fault_is_no_http_error_and_one_post(
    sandbox: SandboxProcess, sendgrid_client: SendGridAPIClient, error: str, raised: type[Exception]
) -> None:
    sandbox.plan_fault("sendgrid", error)

    with pytest.raises(raised) as caught:
        sendgrid_client.send(mail("a@example.com"))

    assert not isinstance(caught.value, urllib.error.HTTPError)
    [call] = sandbox.received(provider="sendgrid")
    assert call["status"] is None
    assert call["is_taken"]


def test_one_bad_address_spoils_its_whole_call(sandbox: SandboxProcess, sendgrid_client: SendGridAPIClient) -> None:
    sandbox.plan_fault("sendgrid", "400", address="b@example.com")

    with pytest.raises(HTTPError):
        sendgrid_client.send(mail("a@example.com", "b@example.com"))

    assert sendgrid_client.send(mail("a@example.com")).status_code == 202


def test_another_key_is_refused(sandbox: SandboxProcess) -> None:
    with pytest.raises(HTTPError) as caught:
        SendGridAPIClient("SG.live.key", host=sandbox.url).send(mail("a@example.com"))

    assert caught.value.status_code == 401
    [call] = sandbox.received()
    assert not call["is_taken"]


def test_a_thousand_recipients_are_taken_and_one_more_is_not(
    sandbox: SandboxProcess, sendgrid_client: SendGridAPIClient
) -> None:
    def body(people: int) -> dict[str, Any]:
        return {
            "from": {"email": "hello@example.com"},
            "subject": "Hello",
            "content": [{"type": "text/plain", "value": "Hello"}],
            "personalizations": [{"to": [{"email": f"p{n}@example.com"}]} for n in range(people)],
        }

    assert sendgrid_client.send(body(1000)).status_code == 202
    with pytest.raises(HTTPError) as caught:
        sendgrid_client.send(body(1001))
    assert caught.value.to_dict["errors"][0]["field"] == "personalizations"
