"""What a provider of texts gets, and what its answers mean, beyond the contract every channel keeps."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import orjson
import pytest

from roundtrip import declared, secrets_store
from roundtrip.channels import CannotRender
from roundtrip.channels.wire import Answered, Unanswered, Wire
from roundtrip.domain import callback_link, click_link
from roundtrip.domain.message import Verdict
from roundtrip.domain.provider import Provider

LINK = "https://app.example.com/basket"


@pytest.fixture
def forms(sandbox):
    return lambda: [call["body"] for call in sandbox.received(provider="twilio")]


def test_twilio_gets_a_form_with_an_address_to_report_to(opened, rendered, forms):
    (text,) = rendered("sms", language="de")
    (outcome,) = opened["sms"].send([text])
    (form,) = forms()
    key, message_id = secrets_store.secret("signing_key"), text.message.message_id
    assert form == {
        "To": "+4915100000000",
        "From": "+15005550006",
        "Body": text.shown()["text"],
        "StatusCallback": f"https://crm.example/webhooks/twilio/{callback_link.token(message_id, key)}",
    }
    token = click_link.token(message_id, click_link.link_id(LINK), key)
    assert form["Body"] == f"Person 0, dein Korb wartet: https://crm.example/l/{token} Ende: STOPP"
    assert text.links() == {click_link.link_id(LINK): LINK}
    assert outcome.provider_message_id.startswith("SM")


def test_whatsapp_is_twilio_with_other_addresses(opened, rendered, forms):
    opened["messenger"].send(rendered("messenger"))
    (form,) = forms()
    assert (form["To"], form["From"]) == ("whatsapp:+4915100000000", "whatsapp:+15005550006")
    assert "/webhooks/twilio_whatsapp/" in form["StatusCallback"]


@pytest.mark.parametrize(
    "case",
    [
        ("21211", Verdict.REJECTED, "invalid_number", False),
        ("21614", Verdict.REJECTED, "invalid_number", False),
        ("21610", Verdict.REJECTED, "opted_out_at_provider", False),
        ("21617", Verdict.REJECTED, None, True),
        ("20429", Verdict.NOT_NOW, None, False),
        ("20500", Verdict.UNCERTAIN, None, False),
    ],
)
def test_each_code_has_its_consequence(opened, rendered, sandbox, case):
    code, verdict, disabled, halted = case
    sandbox.plan_fault("twilio", code)
    (outcome,) = opened["sms"].send(rendered("sms"))
    assert (outcome.verdict, outcome.disable_contact_point) == (verdict, disabled)
    assert (outcome.halt_campaign is not None) == halted
    assert outcome.error_code == code


def test_a_wrong_account_is_our_fault_and_costs_nobody_their_message(opened, rendered, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_PROVIDER_TWILIO", '{"login": "AC0", "password": "sandbox.wrong"}')
    (outcome,) = opened["sms"].send(rendered("sms"))
    assert (outcome.verdict, outcome.error_code) == (Verdict.NOT_NOW, "20003")
    assert outcome.retry_after >= timedelta(minutes=15)


@pytest.mark.parametrize("given", ["", "x", "[]", '{"login": "AC0"}', '{"login": "AC0", "password": "live"}'])
def test_an_account_that_is_none_is_found_before_anything_is_in_flight(opened, monkeypatch, given):
    monkeypatch.setenv("ROUNDTRIP_PROVIDER_TWILIO", given)
    with pytest.raises(RuntimeError, match="ROUNDTRIP_PROVIDER_TWILIO"):
        opened["sms"].prepare()


def test_a_text_that_takes_more_than_it_may_is_not_sent(rendered):
    with pytest.raises(CannotRender, match=r"4 segments; policy.yml allows 2; '😀' more than halve"):
        rendered("sms", placeholders={"first_name": "😀" * 60})
    assert rendered("messenger", placeholders={"first_name": "😀" * 60})


def test_a_name_adds_no_field(opened, rendered, forms):
    opened["sms"].send(rendered("sms", placeholders={"first_name": "Eve&To=+4915100000099"}))
    (form,) = forms()
    assert form["To"] == "+4915100000000"
    assert form["Body"].startswith("Eve&To=+4915100000099,")


@pytest.fixture
def pigeons(monkeypatch):
    """Another kind of provider: JSON, a key in a header, repeats dropped by an id; `answer` says what it answers."""
    provider = Provider.model_validate(
        {
            "provider": "pigeons",
            "serves": ["sms"],
            "url": "https://api.pigeons.example/v1/{{ login }}/messages",
            "hosts": ["api.pigeons.example"],
            "auth": {"header": "X-Api-Key"},
            "idempotency_header": "Idempotency-Key",
            "body": {"json": {"messages": [{"to": "{{ to }}", "text": "{{ text }}", "unicode": True}]}},
            "code_at": "error.code",
            "id_at": "messages[0].id",
            "answers": [{"status": 202, "means": "accepted"}, {"status": 422, "code": "gone", "means": "rejected", "disables": "gone"}],
        }
    )  # fmt: skip
    policy = declared.policy().model_copy(update={"providers": {"sms": "pigeons"}})
    monkeypatch.setattr(declared, "providers", lambda *_: {"pigeons": provider})
    monkeypatch.setattr(declared, "policy", lambda *_: policy)
    monkeypatch.setenv("ROUNDTRIP_PROVIDER_PIGEONS", '{"login": "a/b", "password": "sandbox.key"}')
    posted = []

    def answer(reply):
        monkeypatch.setattr(Wire, "exchange", lambda _, posts, *__: posted.extend(posts) or [reply] * len(posts))
        return posted

    return answer


def test_a_provider_of_another_kind_is_a_file(pigeons, request):
    posted = pigeons(Answered(202, b'{"messages": [{"id": 7}]}'))
    opened, rendered = (request.getfixturevalue(name) for name in ("opened", "rendered"))
    (text,) = rendered("sms", placeholders={"first_name": 'Eve", "to": "+49'})
    (outcome,) = opened["sms"].send([text])
    (post,) = posted
    assert (outcome.verdict, outcome.provider_message_id) == (Verdict.ACCEPTED, "7")
    assert post.path == "/v1/a%2Fb/messages"
    assert set(post.headers) == {
        "Content-Type: application/json",
        "X-Api-Key: sandbox.key",
        f"Idempotency-Key: {text.message.message_id}",
    }
    assert orjson.loads(post.body) == {
        "messages": [{"to": "+4915100000000", "text": text.shown()["text"], "unicode": True}]
    }
    assert b64encode(b"sandbox.key").decode() not in str(outcome)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Answered(422, b'{"error": {"code": "gone"}}'), Verdict.REJECTED),
        (Answered(422, b'{"error": {"code": "mood"}}'), Verdict.UNCERTAIN),
        (Answered(202, b"{}"), Verdict.UNCERTAIN),  # accepted, but under no id: nobody can ask after it
        (Answered(202, b"<html>"), Verdict.UNCERTAIN),
        (Answered(301, b""), Verdict.UNCERTAIN),
        (Unanswered("reset", may_have_arrived=True), Verdict.UNCERTAIN),
        (Unanswered("refused", may_have_arrived=False), Verdict.NOT_NOW),
        (None, Verdict.NOT_NOW),
    ],
    ids=repr,
)
def test_what_is_not_in_its_file_is_uncertain(pigeons, request, reply, verdict):
    pigeons(reply)
    opened, rendered = (request.getfixturevalue(name) for name in ("opened", "rendered"))
    (outcome,) = opened["sms"].send(rendered("sms"))
    assert outcome.verdict is verdict
