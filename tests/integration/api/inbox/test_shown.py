"""What an account is shown: the right ones, in their order, as long as they may be, and what its receipts make of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from roundtrip.api.app import create_app
from roundtrip.api.inbox import routes
from roundtrip.db import Role
from roundtrip.domain.clock import FixedClock

from ...ledger.conftest import NOW

TRIGGER = {"event": "cart_viewed", "where": {"items": {"at_least": 2}, "screen": ["cart", "home"]}, "after": "1 minute"}


@pytest.fixture
def ada(accounts):
    return accounts.person(user="ada")


@pytest.fixture
def app(ada, signed_in):
    return signed_in("ada")


def receipt(message, kind, receipt_id="r-1", at="2026-11-10T17:10:00Z"):
    return {"receipt_id": receipt_id, "message_id": str(message), "kind": kind, "at": at}


def titles(answer):
    return [each["title"] for each in answer.json().get("messages") or answer.json().get("items") or []]


def test_a_message_comes_as_the_schema_says(accounts, ada, app):
    button = {"text": "To the cart", "link": "shop://cart"}
    message = accounts.placed(
        ada, trigger=TRIGGER, buttons=[button], priority=60, times=3, image="https://x.example/i.png"
    )
    (found,) = app.get("/inbox/messages").json()["messages"]
    assert found == {
        "message_id": str(message), "placed_at": "2026-11-10T17:05:00Z", "valid_until": "2026-11-17T17:05:00Z",
        "title": "Hello", "body": "There", "image": "https://x.example/i.png", "language": "en", "form": "modal",
        "buttons": [button], "priority": 60, "times_left": 3,
        "trigger": {"event": "cart_viewed", "after_seconds": 60, "where": [
            {"property": "items", "at_least": 2.0}, {"property": "screen", "one_of": ["cart", "home"]}]},
    }  # fmt: skip


def several(accounts, person, channel, contents):
    """Messages of one person need campaigns of their own; their ids."""
    planned = {}
    for number, content in enumerate(contents):
        name = f"{channel}_{number}"
        accounts.campaign(name, channel=channel)
        accounts.assign(f"campaign:{name}", person, "treatment")
        planned[accounts.message(person, channel, campaign=name)] = content
    accounts.send(channel, planned)
    return list(planned)


def test_the_best_comes_first_and_a_placement_shows_its_own(accounts, ada, app):
    contents = [
        {"title": "modest", "priority": 10},
        {"title": "pressing", "priority": 90},
        {"title": "top", "form": "placement", "placement": "home_top"},
        {"title": "elsewhere", "form": "placement", "placement": "cart"},
    ]
    several(accounts, ada, "in_app", contents)
    assert titles(app.get("/inbox/messages"))[0] == "pressing"
    assert len(titles(app.get("/inbox/messages"))) == 4
    (top,) = app.get("/inbox/placements/home_top").json()["messages"]
    assert (top["title"], top["placement"], "times_left" in top, "trigger" in top) == ("top", "home_top", False, False)
    assert titles(app.get("/inbox/placements/nowhere")) == []
    assert app.get("/inbox/placements/No%20Place").status_code == 422


def test_a_feed_is_read_page_by_page_pinned_ones_first(accounts, ada, app):
    contents = [{"title": f"news {n}", "pinned": n == 2} for n in range(5)]
    ids = several(accounts, ada, "feed", contents)
    seen, pages, after = [], 0, ""
    while pages < 10:
        page = app.get(f"/inbox/feed?limit=2&after={after}").json()
        assert page["unread"] == 5
        seen += [item["message_id"] for item in page["items"]]
        pages += 1
        if "next" not in page:
            break
        after = page["next"]
    assert pages == 3
    assert sorted(seen) == sorted(map(str, ids))
    assert seen[0] == str(ids[2])
    for bad in ("x", "e30=", "W10=", "WzEsIDIsIDNd"):
        assert app.get(f"/inbox/feed?after={bad}").status_code == 400


def test_what_did_not_change_is_not_sent_again(accounts, ada, app):
    accounts.placed(ada)
    first = app.get("/inbox/messages")
    assert first.headers["cache-control"] == "private, no-cache"
    again = app.get("/inbox/messages", **{"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    accounts.admin.execute("insert into crm.campaign_halt (campaign_id, reason) values ('in_app', 'a typo')")
    assert app.get("/inbox/messages", **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_halt_takes_back_what_was_placed_until_it_is_lifted(accounts, ada, app):
    accounts.placed(ada)
    accounts.admin.execute("insert into crm.campaign_halt (campaign_id, reason) values ('in_app', 'a typo')")
    assert titles(app.get("/inbox/messages")) == []
    accounts.admin.execute("update crm.campaign_halt set lifted_at = clock_timestamp()")
    assert titles(app.get("/inbox/messages")) == ["Hello"]


def test_who_takes_consent_back_is_shown_nothing_more(accounts, ada, app):
    accounts.placed(ada)
    accounts.placed(ada, "feed")
    accounts.agree(ada, "in_app", is_granted=False, at="2026-11-10")
    assert titles(app.get("/inbox/messages")) == []
    assert titles(app.get("/inbox/feed")) == ["Hello"], "each channel has a consent of its own"


def test_what_is_out_of_date_is_not_shown(accounts, ada, api, sandbox):
    accounts.placed(ada, valid_for="2 hours")
    headers = {"Authorization": f"Bearer {sandbox.id_token('ada')}"}
    for hours, shown in ((1, 1), (2, 0), (-1, 0)):
        then = TestClient(create_app(FixedClock(NOW + timedelta(hours=hours))))
        assert len(titles(then.get("/inbox/messages", headers=headers))) == shown, hours


def test_a_row_whose_message_the_ledger_does_not_call_sent_is_not_shown(accounts, ada, app):
    accounts.placed(ada)
    with accounts.admin.transaction():
        accounts.admin.execute("set local session_replication_role = replica")
        accounts.admin.execute("update crm.message set state = 'uncertain'")
    assert titles(app.get("/inbox/messages")) == []


def test_it_is_shown_as_often_as_was_said(accounts, ada, app):
    message = accounts.placed(ada, times=2)
    assert app.post("/inbox/receipts", [receipt(message, "received")]).json() == {"recorded": 1}
    for number, left in (("1", [1]), ("1", [1]), ("2", [])):
        app.post("/inbox/receipts", [receipt(message, "shown", number)])
        assert [m["times_left"] for m in app.get("/inbox/messages").json()["messages"]] == left


@pytest.mark.parametrize("kind", ["clicked", "dismissed"])
def test_what_was_answered_is_not_shown_again(accounts, ada, app, kind):
    message = accounts.placed(ada, form="placement", placement="home_top")
    for number in range(3):
        app.post("/inbox/receipts", [receipt(message, "shown", f"s-{number}")])
    assert titles(app.get("/inbox/placements/home_top")) == ["Hello"]
    app.post("/inbox/receipts", [receipt(message, kind)])
    assert titles(app.get("/inbox/placements/home_top")) == []


def test_news_that_were_read_stay_and_are_read_on_every_device(accounts, ada, app):
    message = accounts.placed(ada, "feed")
    assert app.get("/inbox/feed").json()["unread"] == 1
    app.post("/inbox/receipts", [receipt(message, "read")])
    page = app.get("/inbox/feed").json()
    assert (page["unread"], [item["is_read"] for item in page["items"]]) == (0, [True])


def test_receipts_are_facts_once_whatever_else_stands_beside_them(accounts, ada, app, act_as):
    message = accounts.placed(ada)
    good = receipt(message, "shown")
    odd = [
        {**good, "receipt_id": "a", "kind": "bounced"},
        {**good, "receipt_id": "b", "at": "2026-11-10T17:10:00"},
        {**good, "receipt_id": "e", "at": "0001-01-01T00:00:00+14:00"},
        {**good, "receipt_id": "../../etc"},
        {**good, "receipt_id": "c", "message_id": "x"},
        {"receipt_id": "d"},
        "text",
        None,
    ]
    for recorded in (1, 0):
        assert app.post("/inbox/receipts", [*odd, good, good]).json() == {"recorded": recorded}
    db = act_as(Role.OPERATOR)
    facts = db.execute("select provider, kind, message_id, is_machine from crm.feedback").fetchall()
    assert facts == [("inbox", "shown", message, False)]
    counted = 'select recorded, repeated, "foreign", faulty from crm.webhook_reading order by webhook_body_id'
    assert db.execute(counted).fetchall() == [(1, 1, 0, 8), (0, 2, 0, 8)]
    kept = db.execute("select provider, sent_by, body from crm.webhook_body").fetchall()
    assert [(p, s, json.loads(b)) for p, s, b in kept] == [("inbox", "ada", [*odd, good, good])] * 2


def test_a_body_that_is_no_list_is_kept_and_refused(app, act_as):
    assert app.post("/inbox/receipts", {"receipts": []}).status_code == 400
    assert act_as(Role.OPERATOR).execute("select is_readable from crm.webhook_reading").fetchall() == [(False,)]


def test_a_body_without_end_is_cut_off_and_not_kept(app, act_as):
    assert app.post("/inbox/receipts", ["x" * routes.MOST_BYTES]).status_code == 413
    assert act_as(Role.OPERATOR).execute("select count(*) from crm.webhook_body").fetchone() == (0,)


def test_an_account_that_asks_without_end_waits_and_nobody_else_does(app, signed_in, monkeypatch):
    monkeypatch.setattr(routes, "A_MINUTE", routes.parse("3/minute"))
    assert [app.get("/inbox/feed").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert app.get("/inbox/feed").headers["retry-after"] == "60"
    assert signed_in("bob").get("/inbox/feed").status_code == 200


def test_a_web_app_of_a_named_origin_may_call_and_no_other(accounts, sandbox, monkeypatch, clock):
    monkeypatch.setenv("ROUNDTRIP_APP_ORIGINS", "https://shop.example")
    web = TestClient(create_app(clock))
    for origin, allowed in (("https://shop.example", "https://shop.example"), ("https://evil.example", None)):
        asks = {
            "Origin": origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        }
        assert web.options("/inbox/feed", headers=asks).headers.get("access-control-allow-origin") == allowed
