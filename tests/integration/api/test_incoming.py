"""Who may post what: a signature over the raw bytes, a bound on their number, and the body kept before it is answered."""

from __future__ import annotations

import hmac
import json
import time
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from roundtrip.api.app import create_app
from roundtrip.api.incoming import MOST_BYTES
from roundtrip.db import Role
from roundtrip.feedback import receiver as receiving
from roundtrip.settings import SettingsError

from .conftest import RECEIPT_KEY

BODY = b'[{"event":"open"},\r\n{"event":"click"}]\r\n'


@pytest.fixture
def post(api, sendgrid_keys):
    """Post a body as SendGrid would; keyword arguments replace what it would say."""

    def send(body, *, signed=None, timestamp=None, signature=None):
        stamp = timestamp or str(int(time.time()))
        headers = {
            "X-Twilio-Email-Event-Webhook-Signature": signature
            if signature is not None
            else sendgrid_keys.sign(stamp, body if signed is None else signed),
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        }
        return api.post("/webhooks/sendgrid", content=body, headers=headers)

    return send


@pytest.fixture
def kept(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: [row[0] for row in db.execute("select body from crm.webhook_body order by 1").fetchall()]


def test_a_signed_body_is_kept_as_it_came(post, kept):
    assert post(BODY).status_code == 200
    assert kept() == [BODY]


@pytest.mark.parametrize(
    "forged",
    [
        {"signed": BODY[:-1]},
        {"signature": ""},
        {"signature": "%%%"},
        {"signature": "AAAA"},
        {"timestamp": "0"},
        {"timestamp": "soon"},
        {"timestamp": "9" * 400},
    ],
    ids=str,
)
def test_what_is_not_signed_leaves_no_trace(post, kept, forged):
    assert post(BODY, **forged).status_code == 403
    assert kept() == []


@pytest.mark.parametrize("hours", [-49, 1])
def test_a_signature_of_long_ago_or_of_tomorrow_is_not_taken(post, kept, hours):
    assert post(BODY, timestamp=str(int(time.time()) + hours * 3600)).status_code == 403
    assert kept() == []


def test_without_headers_nobody_gets_in(api, kept):
    assert api.post("/webhooks/sendgrid", content=BODY).status_code == 403
    assert api.post("/receipts", content=b"[]").status_code == 403
    assert kept() == []


def test_a_day_of_repeats_is_taken(post, kept):
    assert post(BODY, timestamp=str(int(time.time()) - 26 * 3600)).status_code == 200


def test_a_body_nobody_can_read_is_kept_and_not_asked_for_again(post, kept):
    body = b"\xff\xfe\x00 signed all the same"
    assert post(body).status_code == 200
    assert kept() == [body]


def test_a_body_without_end_is_cut_off(post, kept):
    assert post(b"[" + b" " * MOST_BYTES + b"]").status_code == 413
    assert kept() == []


def test_when_facts_cannot_be_recorded_the_body_is_kept_and_asked_for_again(post, kept, monkeypatch):
    monkeypatch.setattr(receiving, "statement", lambda *_: text("select no_such_thing"))
    assert post(BODY).status_code == 500
    assert kept() == [BODY]


def test_without_a_key_nothing_is_believed(database, sendgrid_keys):
    unconfigured = TestClient(create_app())
    assert unconfigured.post("/webhooks/sendgrid", content=BODY).status_code == 503


def test_app_receipts_are_signed_with_the_shared_key(api, house, act_as):
    message = house.message()
    body = json.dumps([{"message_id": str(message), "kind": "opened", "at": "2026-11-10T18:00:00Z"}]).encode()
    good = hmac.new(RECEIPT_KEY.encode(), body, sha256).hexdigest()
    bad = hmac.new(b"another key", body, sha256).hexdigest()
    for signature, status in ((bad, 403), ("ä", 403), (good, 200), (good, 200)):
        answer = api.post("/receipts", content=body, headers={"X-Roundtrip-Signature": signature.encode()})
        assert answer.status_code == status
    facts = act_as(Role.OPERATOR).execute("select provider, kind, message_id from crm.feedback").fetchall()
    assert facts == [("app", "opened", message)]


def test_with_live_providers_time_does_not_stand_still(database, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_NOW", "2026-11-10T12:00Z")
    create_app()
    monkeypatch.setenv("ROUNDTRIP_PROVIDERS", "live")
    with pytest.raises(SettingsError, match="ROUNDTRIP_NOW"):
        create_app()


def test_it_says_whether_it_is_well_and_gives_no_map(api):
    assert api.get("/healthz").json() == {"status": "ok"}
    assert {api.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/")} == {404}
