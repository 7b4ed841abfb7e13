"""What Twilio tells about texts: signed, about a message of ours, and a STOP that binds whoever has the number."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from roundtrip import declared, ledger, secrets_store
from roundtrip.api.app import create_app
from roundtrip.db import Role
from roundtrip.domain import callback_link
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.feedback import Receiver, replay

from ..ledger.conftest import ON
from .conftest import NOW

URL = "https://crm.example"
NUMBER = "+4915100000001"


@pytest.fixture
def post(monkeypatch, sendgrid_keys, database):
    """Post fields as Twilio would; keyword arguments replace what it would say."""
    login, password = sendgrid_keys.twilio
    monkeypatch.setenv("ROUNDTRIP_PROVIDER_TWILIO", json.dumps({"login": login, "password": password}))
    monkeypatch.setenv("ROUNDTRIP_SANDBOX_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ROUNDTRIP_PUBLIC_URL", URL)
    api = TestClient(create_app(FixedClock(NOW)), raise_server_exceptions=False)

    def send(path, fields, *, signed=None, signature=None):
        said = signature or sendgrid_keys.sign_twilio(URL + path, fields if signed is None else signed)
        return api.post(path, data=fields, headers={"X-Twilio-Signature": said.encode()}).status_code

    return send


@pytest.fixture
def path():
    key = secrets_store.secret("signing_key")
    return lambda message: f"/webhooks/twilio/{callback_link.token(message, key)}"


@pytest.fixture
def facts(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: db.execute("select kind, message_id from crm.feedback order by kind").fetchall()


@pytest.fixture
def text(house):
    """A text message to the number, and its id."""
    house.campaign("basket", kind="service", channel="sms")
    return house.message(campaign="basket", kind="service", channel="sms")


def test_statuses_are_facts_about_the_message_whose_address_they_came_to(post, path, facts, text):
    for status in ("queued", "sent", "delivered", "delivered"):
        assert post(path(text), {"MessageStatus": status, "MessageSid": "SM1", "To": NUMBER}) == 204
    assert facts() == [("delivered", text), ("processed", text)]


def test_what_is_kept_names_nobody(post, path, text, act_as):
    post(path(text), {"MessageStatus": "delivered", "To": NUMBER, "Body": "Hello Ada"})
    (body,) = act_as(Role.OPERATOR).execute("select convert_from(body, 'utf8') from crm.webhook_body").fetchone()
    assert str(text) in body
    assert NUMBER not in body
    assert "Ada" not in body


@pytest.mark.parametrize(
    "forged", [{"signature": "x"}, {"signature": "ä"}, {"signed": {"MessageStatus": "sent"}}], ids=str
)
def test_what_is_not_signed_leaves_no_trace(post, path, text, act_as, forged):
    assert post(path(text), {"MessageStatus": "delivered"}, **forged) == 403
    assert act_as(Role.OPERATOR).execute("select count(*) from crm.webhook_body").fetchone() == (0,)


def test_an_address_that_is_not_ours_and_a_provider_nobody_knows(post, path, text):
    assert post(path(text)[:-2] + "AA", {"MessageStatus": "sent"}) == 403
    assert post(path(text).replace("twilio", "pigeon"), {"MessageStatus": "sent"}) == 404


def test_a_number_that_is_gone_is_not_written_to_again(post, path, text, act_as):
    post(path(text), {"MessageStatus": "undelivered", "ErrorCode": "30005"})
    found = act_as(Role.OPERATOR).execute("select channel, reason, source from crm.suppression").fetchall()
    assert found == [("sms", "bounced", "texts")]


@pytest.mark.parametrize("said", ["STOP", " stop. ", "Stopp"])
def test_a_stop_binds_the_number_once(post, act_as, said):
    for _ in range(2):
        assert post("/webhooks/twilio/replies", {"From": NUMBER, "Body": said}) == 204
    db = act_as(Role.OPERATOR)
    number = hmac.digest(secrets_store.secret("pii_key"), NUMBER.encode(), "sha256").hex()
    found = db.execute("select address_hash, channel, reason, source from crm.suppression").fetchall()
    assert found == [(number, "sms", "unsubscribed", "twilio:stop")]
    bodies = db.execute("select convert_from(body, 'utf8') from crm.webhook_body").fetchall()
    assert not any(NUMBER in body for (body,) in bodies)


@pytest.mark.parametrize("arrives", [["stop", "dead"], ["dead", "stop"]])
def test_a_stop_and_a_dead_number_come_to_the_same_in_any_order(house, act_as, arrives):
    number = hmac.digest(secrets_store.secret("pii_key"), NUMBER.encode(), "sha256").hex()
    house.campaign("basket", kind="service", channel="sms")
    text = house.message(house.person(email=number), "basket", kind="service", channel="sms")
    receiver = Receiver(FixedClock(NOW), ZoneInfo("Europe/Berlin"))
    said_at, died_at = NOW - timedelta(minutes=9), NOW - timedelta(minutes=5)
    fields = {"MessageStatus": "undelivered", "ErrorCode": "30005"}
    events = {
        "stop": {"provider": "twilio", "address_hash": number, "at": said_at.isoformat()},
        "dead": {"provider": "twilio", "message_id": str(text), "at": died_at.isoformat(), "fields": fields},
    }
    for name in arrives:
        receiver.receive("texts", json.dumps([events[name]] * 2).encode())
    found = act_as(Role.OPERATOR).execute("select reason, effective_at from crm.suppression").fetchall()
    assert found == [("unsubscribed", said_at)]


def test_what_else_people_write_is_not_kept(post, act_as):
    assert post("/webhooks/twilio/replies", {"From": NUMBER, "Body": "please do not stop"}) == 204
    assert act_as(Role.OPERATOR).execute("select count(*) from crm.webhook_body").fetchone() == (0,)


def test_without_an_account_nothing_is_believed(post, path, text, monkeypatch):
    monkeypatch.delenv("ROUNDTRIP_PROVIDER_TWILIO")
    assert post(path(text), {"MessageStatus": "delivered"}) == 503


def test_who_ended_it_at_the_provider_wants_nothing_on_the_channel(post, path, text, act_as):
    post(path(text), {"MessageStatus": "failed", "ErrorCode": "21610"})
    found = act_as(Role.OPERATOR).execute(
        "select channel, topic, is_granted, source from crm.consent where not is_granted"
    )
    assert found.fetchall() == [("sms", "*", False, "texts:dropped")]


@pytest.fixture
def pigeons(monkeypatch):
    """A provider that reports in JSON and signs nothing: the address it was given is what it has."""
    twilio = declared.providers()["twilio"]
    callbacks = {"signature": "link", "status": "report.state", "kinds": {"there": "delivered"}, "replies": None}
    pigeons = twilio.model_copy(
        update={"provider": "pigeons", "callbacks": twilio.callbacks.model_copy(update=callbacks)}
    )
    monkeypatch.setattr(declared, "providers", lambda *_: {"pigeons": pigeons})


def test_the_signed_address_alone_says_that_a_report_is_genuine(pigeons, api, path, facts, text):
    address = path(text).replace("twilio", "pigeons")
    body = {"report": {"state": "there", "number": NUMBER}}
    assert api.post(address[:-2] + "AA", json=body).status_code == 403
    assert api.post(address, content=b"[", headers={"Content-Type": "application/json"}).status_code == 400
    assert api.post(address, json=[body]).status_code == 400
    assert api.post(address, json=body).status_code == 204
    assert facts() == [("delivered", text)]
    assert api.post("/webhooks/pigeons/replies", data={"Body": "STOP", "From": NUMBER}).status_code == 404


def test_a_report_without_end_is_cut_off(pigeons, api, path, text):
    assert api.post(path(text).replace("twilio", "pigeons"), content=b"x" * 100_001).status_code == 413


def test_read_again_it_says_the_same(post, path, text, facts, act_as):
    post(path(text), {"MessageStatus": "delivered"})
    post("/webhooks/twilio/replies", {"From": NUMBER, "Body": "STOP"})
    counts = replay(Receiver(FixedClock(NOW), ZoneInfo("Europe/Berlin")), everything=True)
    assert (counts["bodies"], counts["recorded"], counts["suppressed"], counts["skipped"]) == (2, 0, 0, 0)
    assert facts() == [("delivered", text)]


def test_a_report_proves_a_message_nobody_was_sure_of(post, path, text, house):
    due = NOW - timedelta(minutes=55)
    ledger.claim("sms", due, "me", 10)
    ledger.go_in_flight([text], "me", due)
    ledger.record([Outcome(text, Verdict.UNCERTAIN)], "me", due)
    assert house.state(text) == "uncertain"
    post(path(text), {"MessageStatus": "sent"})
    assert house.state(text) == "accepted"


def test_a_faulty_file_does_not_keep_the_others_reports_out(database, monkeypatch):
    def faulty(*_):
        raise declared.DeclarationError(["twilio.yml: not readable"])

    monkeypatch.setattr(declared, "providers", faulty)
    api = TestClient(create_app(FixedClock(NOW)))
    assert api.get("/healthz").status_code == 200
    assert api.post("/webhooks/twilio/x").status_code == 404
    assert declared.account_of("push", declared.policy()) is None


def test_a_stop_is_counted_for_the_last_message_that_went_there(post, text, house, facts):
    number = hmac.digest(secrets_store.secret("pii_key"), NUMBER.encode(), "sha256").hex()
    house.campaign("news", kind="service", channel="sms")
    person = house.person(email=number)
    older, newer = (
        house.message(person, campaign, kind="service", channel="sms", occurrence_on=day)
        for campaign, day in (("basket", ON), ("news", ON))
    )
    ledger.claim("sms", NOW - timedelta(minutes=55), "me", 10)
    for minutes, message in ((50, older), (40, newer)):
        sent_at = NOW - timedelta(minutes=minutes)
        assert ledger.go_in_flight([message], "me", sent_at) == {message}
        ledger.record([Outcome(message, Verdict.ACCEPTED, "SM")], "me", sent_at)
    post("/webhooks/twilio/replies", {"From": NUMBER, "Body": "STOP"})
    assert facts() == [("unsubscribed", newer)]
