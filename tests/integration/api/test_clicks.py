"""A tracked link counts and leads on, to nowhere but where a campaign said."""

from __future__ import annotations

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from roundtrip import declared, ledger, secrets_store
from roundtrip.api import clicks
from roundtrip.api.app import create_app
from roundtrip.db import Role
from roundtrip.domain import click_link
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.policy import App

from .conftest import NOW

TARGET = "https://shop.example/p/{{ product }}"


@pytest.fixture
def link(api):
    """The path of a tracked link to TARGET in a message."""
    ledger.keep_links({click_link.link_id(TARGET): TARGET})
    key = secrets_store.secret("signing_key")
    return lambda message, target=TARGET: f"/l/{click_link.token(message, click_link.link_id(target), key)}"


@pytest.fixture
def facts(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: db.execute("select kind, message_id, provider from crm.feedback").fetchall()


def test_a_click_is_a_fact_and_leads_on(api, house, link, facts):
    message = house.message(placeholders='{"product": "shoe 7"}')
    for _ in range(2):
        answer = api.get(link(message), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.example/p/shoe%207")
        assert answer.headers["cache-control"] == "no-store"
    assert facts() == [("clicked", message, "roundtrip")]


def test_the_app_asks_for_the_address_and_opens_it_itself(api, house, link, facts):
    message = house.message(placeholders='{"product": "7"}')
    answer = api.get(link(message), headers={"Accept": "application/json"})
    assert answer.json() == {"link": "https://shop.example/p/7"}
    assert len(facts()) == 1


@pytest.mark.parametrize("ask", [{"method": "HEAD"}, {"method": "GET", "headers": {"Sec-Purpose": "prefetch"}}])
def test_whoever_only_looks_ahead_has_not_clicked(api, house, link, facts, ask):
    answer = api.request(url=link(house.message(placeholders='{"product": "7"}')), follow_redirects=False, **ask)
    assert answer.status_code == 302
    assert facts() == []


def test_a_link_nobody_signed_or_recorded_leads_nowhere(api, house, link, facts):
    message = house.message()
    forged = link(message)[:-2] + "AA"
    for path in (forged, "/l/x", link(message, "https://elsewhere.example/")):
        answer = api.get(path, follow_redirects=False)
        assert answer.status_code == 404
        assert "location" not in answer.headers
    assert facts() == []


def test_a_link_of_a_message_that_is_gone_still_leads_on(api, link, facts):
    answer = api.get(link(uuid4()), follow_redirects=False)
    assert answer.headers["location"] == "https://shop.example/"
    assert facts() == []


def test_when_the_click_cannot_be_recorded_the_person_is_led_on(api, house, link, monkeypatch):
    monkeypatch.setattr(clicks.Receiver, "click", lambda *_: 1 / 0)
    assert api.get(link(house.message()), follow_redirects=False).status_code == 302


def test_a_target_is_kept_once_and_never_changed(api, act_as):
    ledger.keep_links({"00000000abcd": "https://shop.example/a"})
    with pytest.raises(ValueError, match="leads elsewhere"):
        ledger.keep_links({"00000000abcd": "https://evil.example/"})
    kept = act_as(Role.OPERATOR).execute("select target from crm.link").fetchall()
    assert kept == [("https://shop.example/a",)]


@pytest.mark.parametrize("target", ["http://shop.example/", "https://{{ host }}/", "javascript:alert(1)"])
def test_the_database_knows_no_other_targets(api, act_as, target):
    with pytest.raises(Exception, match="link_target_check"):
        ledger.keep_links({click_link.link_id(target): target})


@pytest.mark.parametrize("statement", ["update crm.link set target = 'https://x.example/'", "delete from crm.link"])
def test_nobody_leads_old_links_elsewhere(act_as, statement):
    with pytest.raises(Exception, match=r"append-only|permission denied"):
        act_as(Role.SENDER).execute(statement)
    with pytest.raises(Exception, match="append-only"):
        act_as(None).execute(statement)


def test_a_phone_learns_which_app_may_open_tracked_links(api, monkeypatch):
    paths = ("/.well-known/apple-app-site-association", "/.well-known/assetlinks.json")
    assert [api.get(path).status_code for path in paths] == [404, 404]
    app = App(ios=("TEAM.com.example.app",), android={"com.example.app": ("14:6D",)})
    policy = declared.policy().model_copy(update={"app": app})
    monkeypatch.setattr(declared, "policy", lambda *_: policy)
    ios, android = (TestClient(create_app(FixedClock(NOW))).get(path) for path in paths)
    assert ios.headers["content-type"] == android.headers["content-type"] == "application/json"
    (details,) = ios.json()["applinks"]["details"]
    assert details == {"appIDs": ["TEAM.com.example.app"], "components": [{"/": "/l/*"}]}
    (statement,) = android.json()
    assert statement["relation"] == ["delegate_permission/common.handle_all_urls"]
    assert statement["target"]["sha256_cert_fingerprints"] == ["14:6D"]
