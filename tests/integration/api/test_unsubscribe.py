"""Opening an unsubscribe link changes nothing; posting to it does, at once and without questions (RFC 8058)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from roundtrip import secrets_store
from roundtrip.db import Role
from roundtrip.domain import unsubscribe_link


def link(message):
    return f"/unsubscribe/{unsubscribe_link.token(message, secrets_store.secret('signing_key'))}"


@pytest.fixture
def refusals(act_as):
    db = act_as(Role.OPERATOR)
    return lambda: db.execute(
        "select person_id, channel, topic, source, known_as_of from crm.consent where not is_granted"
    ).fetchall()


def test_opening_the_link_asks_and_changes_nothing(api, house, refusals):
    url = link(house.message())
    for _ in range(3):
        page = api.get(url)
        assert page.status_code == 200
        assert '<form method="post">' in page.text
        assert "Offers and discounts" in page.text
    assert api.head(url).status_code == 405
    assert refusals() == []


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
def test_a_post_unsubscribes_from_the_topic(api, house, refusals, body):
    person = house.person()
    url = link(house.message(person))
    for _ in range(2):
        page = api.post(url, data=body)
        assert page.status_code == 200
        assert "You are unsubscribed" in page.text
    assert refusals() == [(person, "email", "offers", "roundtrip:unsubscribed", date(2026, 11, 10))]


def test_it_speaks_the_language_of_the_mail(api, house):
    assert "Du bist abgemeldet" in api.post(link(house.message(language="de-AT"))).text
    assert "You are unsubscribed" in api.post(link(house.message(language="xx"))).text


def test_a_link_we_did_not_sign_is_not_known(api, house, refusals):
    message = house.message()
    foreign = f"/unsubscribe/{unsubscribe_link.token(message, b'another key of 16')}"
    for url in (foreign, link(uuid4()), f"/unsubscribe/{message}", "/unsubscribe/<script>", "/unsubscribe/%00"):
        for answer in (api.get(url), api.post(url)):
            assert answer.status_code == 404
            assert "<form" not in answer.text
            assert "<script>" not in answer.text
    assert refusals() == []


def test_the_page_is_kept_to_itself(api, house):
    headers = api.get(link(house.message())).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
