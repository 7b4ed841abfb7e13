"""The same faults and the same promises for every provider on a line: a new one is tested before its author writes a test."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from roundtrip.domain.message import Verdict

from .carriers import PROVIDER

TWILIO = {"busy": "20429", "fails": "20500", "away": "20503", "key": "20003", "refused": "21211"}
FAULTS = {  # of the provider, by what they are to us
    "email": {"busy": "429", "fails": "500", "away": "503", "key": "401", "refused": "400"},
    "push": {
        "busy": "QUOTA_EXCEEDED",
        "fails": "INTERNAL",
        "away": "UNAVAILABLE",
        "key": "SENDER_ID_MISMATCH",
        "refused": "INVALID_ARGUMENT",
    },
    "sms": TWILIO,
    "messenger": TWILIO,
}
TRANSPORT = ["RESET", "TIME_OUT", "UNREADABLE"]

pytestmark = pytest.mark.parametrize("channel", sorted(PROVIDER))


@pytest.fixture
def calls(sandbox, channel):
    """POSTs of messages the provider saw."""
    return lambda: list(sandbox.received(provider=PROVIDER[channel]))


def taken(calls) -> Counter:
    return Counter(str(message["message_id"]) for call in calls for message in call["messages"])


def test_too_busy_is_not_now_and_asked_once(channel, opened, rendered, sandbox, calls):
    sandbox.plan_fault(PROVIDER[channel], FAULTS[channel]["busy"], retry_after=300)
    (outcome,) = opened[channel].send(rendered(channel))
    assert outcome.verdict is Verdict.NOT_NOW
    assert timedelta(seconds=300) <= outcome.retry_after <= timedelta(seconds=375)
    assert len(calls()) == 1


@pytest.mark.parametrize("fault", ["fails", "away", *TRANSPORT])
def test_a_failure_with_the_message_in_hand_is_uncertain_and_never_repeated(channel, fault, opened, rendered, sandbox):
    sandbox.plan_fault(PROVIDER[channel], FAULTS[channel].get(fault, fault))
    (outcome,) = opened[channel].send(rendered(channel))
    assert outcome.verdict is Verdict.UNCERTAIN
    assert outcome.disable_contact_point is None
    assert outcome.halt_campaign is None
    assert len(list(sandbox.received(provider=PROVIDER[channel]))) == 1


def test_the_one_who_is_refused_does_not_spoil_the_others(channel, opened, rendered, sandbox, calls):
    batch = rendered(channel, 20)
    bad = batch[13].message
    sandbox.plan_fault(PROVIDER[channel], FAULTS[channel]["refused"], address=bad.address, is_taken=False)
    outcomes = opened[channel].send(batch)
    assert {o.message_id for o in outcomes if o.verdict is Verdict.REJECTED} == {bad.message_id}
    assert sum(o.verdict is Verdict.ACCEPTED for o in outcomes) == 19
    accepted_calls = [call for call in calls() if call["is_taken"] or call["status"] in (200, 201, 202)]
    assert max(taken(accepted_calls).values()) == 1


def test_a_missing_key_is_found_before_anything_is_in_flight(channel, opened, monkeypatch):
    monkeypatch.delenv("ROUNDTRIP_FCM_SERVICE_ACCOUNT")
    monkeypatch.delenv("ROUNDTRIP_SENDGRID_API_KEY")
    monkeypatch.delenv("ROUNDTRIP_PROVIDER_TWILIO")
    with pytest.raises(RuntimeError, match="is not set"):
        opened[channel].prepare()


def test_nothing_but_loopback_is_spoken_to(channel, opened, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SANDBOX_URL", "https://93.184.216.34")
    with pytest.raises(RuntimeError, match="only this machine"):
        opened[channel].prepare()


def test_errors_keep_quiet_about_people(channel, opened, rendered, sandbox):
    for fault in FAULTS[channel].values():
        sandbox.plan_fault(PROVIDER[channel], fault)
        (mail,) = rendered(channel)
        (outcome,) = opened[channel].send([mail])
        assert mail.message.address not in f"{outcome.error} {outcome.error_code} {outcome.halt_campaign}"
        assert "Person" not in str(outcome.error)


def test_every_variant_of_every_campaign_can_be_rendered_and_is_accepted(channel, opened, rendered):
    batch = [
        *rendered(channel, language="de-AT", placeholders={}),
        *rendered(channel, language="xx", placeholders={"first_name": "Zoë <b>&\r\nBcc: x@y.example"}),
    ]
    assert {o.verdict for o in opened[channel].send(batch)} == {Verdict.ACCEPTED}
