"""The Twilio sandbox refuses what Twilio refuses, with its codes, and signs as Twilio signs."""

from __future__ import annotations

import json

import httpx
import pytest

from demo.sandbox.keys import TWILIO_FILE, Keys
from roundtrip.api.signatures import TwilioSignature

GOOD = {"To": "+4915100000001", "From": "+15005550006", "Body": "Hello"}


@pytest.fixture
def post(sandbox):
    account = json.loads((sandbox.state_folder / TWILIO_FILE).read_text())

    def send(form, **changes):
        login, password = (changes.get(name, account[name]) for name in ("login", "password"))
        url = f"{sandbox.url}/2010-04-01/Accounts/{login}/Messages.json"
        return httpx.post(url, data=form, auth=(login, password), trust_env=False)

    return send


def test_a_message_is_queued_and_recorded(post, sandbox):
    answer = post(GOOD)
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    (call,) = sandbox.received(provider="twilio")
    assert call["is_taken"]
    assert call["messages"][0]["provider_message_id"] == answer.json()["sid"]
    assert call["messages"][0]["address"] == GOOD["To"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "015100000001"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "+0"}, 21212),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "no address"}, 21609),
        ({"To": "whatsapp:+4915100000001"}, 63007),
    ],
)
def test_what_twilio_refuses_is_refused(post, sandbox, changes, code):
    answer = post({**GOOD, **changes})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not any(call["is_taken"] for call in sandbox.received(provider="twilio"))


@pytest.mark.parametrize("changes", [{"password": "sandbox.wrong"}, {"login": "AC0"}])
def test_strangers_are_refused(post, changes):
    assert (post(GOOD, **changes).status_code, post(GOOD, **changes).json()["code"]) == (401, 20003)


def test_a_signature_is_what_twilio_documents():
    """The example of Twilio's security page."""
    url = "https://example.com/myapp.php?foo=1&bar=2"
    fields = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310", "To": "+18005551212"}  # fmt: skip
    assert TwilioSignature("12345").holds(url, fields, "L/OH5YylLD5NRKLltdqwSvS0BnU=")
    keys = Keys.generate()
    assert TwilioSignature(keys.twilio[1]).holds(url, fields, keys.sign_twilio(url, fields))
    assert not TwilioSignature(keys.twilio[1]).holds(url + "x", fields, keys.sign_twilio(url, fields))
