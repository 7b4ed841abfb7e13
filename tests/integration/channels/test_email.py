"""What SendGrid gets, and what its answers mean, beyond the contract every channel keeps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from roundtrip import declared, secrets_store
from roundtrip.channels import CannotRender, sendgrid_client
from roundtrip.channels.post import Answered
from roundtrip.channels.skeleton import filled
from roundtrip.domain import click_link, unsubscribe_link
from roundtrip.domain.message import Verdict


@pytest.fixture
def bodies(sandbox):
    return lambda: [call["body"] for call in sandbox.received(provider="sendgrid")]


def test_people_with_the_same_content_share_a_request(opened, rendered, bodies):
    batch = [*rendered("email", 300), *rendered("email", 200, variant="offer"), *rendered("email", 50, language="de")]
    assert {o.verdict for o in opened["email"].send(batch)} == {Verdict.ACCEPTED}
    assert sorted(len(body["personalizations"]) for body in bodies()) == [50, 200, 300]


def test_sendgrid_puts_together_what_we_show(opened, rendered, bodies):
    batch = rendered("email", 3, language="de")
    opened["email"].send(batch)
    (body,) = bodies()
    text, html = (part["value"] for part in body["content"])
    assert "Person" not in text + html
    for mail, personalization in zip(batch, body["personalizations"], strict=True):
        shown = mail.shown()
        assert filled(text, personalization["substitutions"]) == shown["text"]
        assert filled(html, personalization["substitutions"]) == shown["html"]
        assert personalization["subject"] == shown["subject"] == f"Wir vermissen dich, Person {mail.message.person_id}"


def test_everybody_has_an_unsubscribe_link_of_their_own(opened, rendered, bodies):
    batch = rendered("email", 3)
    opened["email"].send(batch)
    key = secrets_store.secret("signing_key")
    for mail, personalization in zip(batch, bodies()[0]["personalizations"], strict=True):
        link = f"https://crm.example/unsubscribe/{unsubscribe_link.token(mail.message.message_id, key)}"
        assert personalization["headers"] == {
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        assert link in mail.shown()["text"]
        assert f'href="{link}"' in mail.shown()["html"]
        assert personalization["custom_args"]["message_id"] == str(mail.message.message_id)


def test_no_personal_data_in_what_is_shared(opened, rendered, bodies):
    opened["email"].send(rendered("email"))
    (body,) = bodies()
    shared = {key: value for key, value in body.items() if key != "personalizations"}
    assert "people.example" not in str(shared)
    assert "Person 0" not in str(shared)
    assert body["categories"] == ["win_back", "win_back.mail.plain"]


def test_a_name_adds_no_header_and_no_markup(rendered):
    (mail,) = rendered("email", placeholders={"first_name": "Eve\r\nBcc: all@x.example <script>"})
    assert mail.shown()["subject"] == "We miss you, Eve Bcc: all@x.example <script>"
    assert "<script>" not in mail.shown()["html"]
    assert "\n" not in "".join(mail.personalization()["headers"].values())


def test_a_value_too_long_for_a_subject_is_not_sent(rendered):
    with pytest.raises(CannotRender, match="subject has"):
        rendered("email", placeholders={"first_name": "x" * 1999})


def test_content_that_is_refused_halts_the_campaign_at_once(opened, rendered, bodies):
    empty = [replace(mail, template=replace(mail.template, html="")) for mail in rendered("email", 10)]
    outcomes = opened["email"].send(empty)
    assert {o.verdict for o in outcomes} == {Verdict.REJECTED}
    assert all("content.1.value" in o.halt_campaign for o in outcomes)
    assert len(bodies()) == 1


def test_bad_addresses_are_found_by_halving_and_the_others_get_one_mail_each(opened, rendered, sandbox):
    bad = (0, 31, 63)
    batch = [
        replace(mail, message=replace(mail.message, address="no address")) if n in bad else mail
        for n, mail in enumerate(rendered("email", 64))
    ]
    outcomes = opened["email"].send(batch)
    assert tuple(n for n, o in enumerate(outcomes) if o.verdict is Verdict.REJECTED) == bad
    assert all(o.halt_campaign is None and o.disable_contact_point is None for o in outcomes)
    queued = [call for call in sandbox.received(provider="sendgrid") if call["status"] == 202]
    assert Counter(m["message_id"] for call in queued for m in call["messages"]) == Counter(
        str(mail.message.message_id) for n, mail in enumerate(batch) if n not in bad
    )


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_wrong_key_is_our_fault_and_costs_nobody_their_message(status, opened, rendered, sandbox):
    sandbox.plan_fault("sendgrid", status)
    outcomes = opened["email"].send(rendered("email", 3))
    assert {(o.verdict, o.error_code) for o in outcomes} == {(Verdict.NOT_NOW, status)}
    assert all(o.retry_after.total_seconds() >= 900 for o in outcomes)


def test_a_request_that_is_too_large_is_halved(opened, rendered, sandbox):
    sandbox.plan_fault("sendgrid", "413")
    assert {o.verdict for o in opened["email"].send(rendered("email", 4))} == {Verdict.ACCEPTED}


def test_when_one_request_hangs_the_next_group_is_held_back(opened, rendered, sandbox, bodies):
    sandbox.plan_fault("sendgrid", "TIME_OUT")
    outcomes = opened["email"].send([*rendered("email", 2), *rendered("email", 2, variant="offer")])
    assert [o.verdict for o in outcomes] == [Verdict.UNCERTAIN] * 2 + [Verdict.NOT_NOW] * 2
    assert len(bodies()) == 1


def test_what_is_queued_of_a_campaign_has_one_batch_and_can_be_cancelled(opened, rendered, bodies, sandbox):
    sent = opened["email"].send([*rendered("email", 2), *rendered("email", 2, language="de")])
    (batch_id,) = {outcome.provider_batch_id for outcome in sent}
    assert {body["batch_id"] for body in bodies()} == {batch_id}
    assert opened["email"].cancel(batch_id)
    assert not opened["email"].cancel("no batch of SendGrid's")
    cancelled = [body for body in bodies() if body.get("status") == "cancel"]
    assert cancelled[0] == {"batch_id": batch_id, "status": "cancel"}


def test_what_is_sent_after_a_halt_and_a_resume_is_of_no_batch_that_was_cancelled(opened, rendered):
    before, after = (opened["email"].send(rendered("email", 2)) for _ in range(2))
    assert {outcome.provider_batch_id for outcome in before}.isdisjoint(outcome.provider_batch_id for outcome in after)


def test_without_a_batch_nothing_goes_out(opened, rendered, bodies, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SENDGRID_API_KEY", "SG.sandbox.wrong")
    outcomes = opened["email"].send(rendered("email", 2))
    assert {(o.verdict, o.error_code) for o in outcomes} == {(Verdict.NOT_NOW, "401")}
    assert bodies() == []


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"batch_id'])
def test_a_batch_whose_id_nobody_can_read_is_none(opened, rendered, monkeypatch, body):
    monkeypatch.setattr(sendgrid_client.SendGrid, "_post", lambda *_: Answered(201, body))
    assert {o.verdict for o in opened["email"].send(rendered("email", 2))} == {Verdict.NOT_NOW}


def test_sendgrids_own_sandbox_checks_and_delivers_to_nobody(opened, rendered, bodies, sandbox, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SENDGRID_SANDBOX_MODE", "1")
    (outcome,) = opened["email"].send(rendered("email"))
    assert (outcome.verdict, outcome.error_code) == (Verdict.REJECTED, "sandbox_mode")
    assert bodies()[0]["mail_settings"] == {"sandbox_mode": {"enable": True}}
    assert not any(call["messages"] for call in sandbox.received(provider="sendgrid"))


@pytest.fixture
def sender(monkeypatch):
    """Changes how mails are sent, before the channels are opened."""
    policy = declared.policy()

    def change(**facts):
        changed = policy.model_copy(update={"sender": policy.sender.model_copy(update=facts)})
        monkeypatch.setattr(declared, "policy", lambda *_: changed)

    return change


def test_a_topic_has_its_unsubscribe_group_and_an_answer_its_address(sender, request):
    sender(unsubscribe_groups={"offers": 4711}, reply_to="care@example.com")
    opened, rendered, bodies = (request.getfixturevalue(name) for name in ("opened", "rendered", "bodies"))
    opened["email"].send(rendered("email"))
    assert bodies()[0]["asm"] == {"group_id": 4711}
    assert bodies()[0]["reply_to"] == {"email": "care@example.com"}


def test_clicks_are_counted_by_one_of_us(sender, request):
    sender(clicks="roundtrip")
    opened, rendered, bodies = (request.getfixturevalue(name) for name in ("opened", "rendered", "bodies"))
    (mail,) = rendered("email")
    opened["email"].send([mail])
    (body,) = bodies()
    assert body["tracking_settings"]["click_tracking"] == {"enable": False, "enable_text": False}
    assert mail.links() == {click_link.link_id("https://app.example.com/shop"): "https://app.example.com/shop"}
    assert mail.shown()["links lead to"] == "https://app.example.com/shop"
    for part in ("text", "html"):
        assert "https://app.example.com" not in mail.shown()[part]
        assert "https://crm.example/l/" in mail.shown()[part]
        assert "https://crm.example/unsubscribe/" in mail.shown()[part]


def test_otherwise_sendgrid_counts_them(opened, rendered, bodies):
    opened["email"].send(rendered("email"))
    assert bodies()[0]["tracking_settings"]["click_tracking"] == {"enable": True, "enable_text": True}
