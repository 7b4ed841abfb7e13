"""One account's messages never reach another: tried as somebody without, with another's, and with a forged token, and in SQL."""

from __future__ import annotations

import time

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from fastapi.testclient import TestClient

from demo.sandbox.id_tokens import id_token
from demo.sandbox.keys import PROJECT_ID
from roundtrip.api.app import create_app
from roundtrip.db import Role
from roundtrip.settings import SettingsError

PATHS = ("/inbox/messages", "/inbox/placements/home_top", "/inbox/feed")


@pytest.fixture
def ada_and_bob(accounts):
    """Each has one of each; their messages by account and channel."""
    people = {name: accounts.person(user=name) for name in ("ada", "bob")}
    return {(name, channel): accounts.placed(who, channel, title=name) for name, who in people.items() for channel in ("in_app", "feed")}  # fmt: skip


def test_everybody_gets_their_own(ada_and_bob, signed_in):
    for name in ("ada", "bob"):
        messages = signed_in(name).get("/inbox/messages").json()["messages"]
        items = signed_in(name).get("/inbox/feed").json()["items"]
        assert [each["message_id"] for each in messages] == [str(ada_and_bob[name, "in_app"])]
        assert [each["message_id"] for each in items] == [str(ada_and_bob[name, "feed"])]


def test_an_account_nobody_wrote_to_gets_nothing(ada_and_bob, signed_in):
    for stranger in ("eve", "ADA", "ada ", "%", "' or true --"):
        assert signed_in(stranger).get("/inbox/messages").json() == {"version": 1, "messages": []}
        assert signed_in(stranger).get("/inbox/feed").json() == {"version": 1, "items": [], "unread": 0}


def receipt(message, kind="shown", receipt_id="r-1", at="2026-11-10T17:10:00Z"):
    return {"receipt_id": receipt_id, "message_id": str(message), "kind": kind, "at": at}


FOREIGN_KEY = generate_private_key(public_exponent=65537, key_size=2048)
FORGED = {
    "nothing": "",
    "no scheme": lambda s: s.id_token("ada"),
    "another scheme": lambda s: f"Basic {s.id_token('ada')}",
    "no token": "Bearer x",
    "endless": f"Bearer {'x' * 100_000}",
    "not utf-8": b"Bearer \xff\xfe",
    "alg none": lambda s: f"Bearer {s.id_token('ada', alg='none')}",
    "alg none without a key id": lambda s: f"Bearer {s.id_token('ada', alg='none', kid=None)}",
    "another's key": lambda _: f"Bearer {id_token(FOREIGN_KEY, PROJECT_ID, 'ada')}",
    "an unknown key": lambda s: f"Bearer {s.id_token('ada', kid='sandbox-2')}",
    "expired": lambda s: f"Bearer {s.id_token('ada', exp=int(time.time()) - 60)}",
    "of tomorrow": lambda s: f"Bearer {s.id_token('ada', iat=int(time.time()) + 86_400, exp=int(time.time()) + 90_000)}",
    "another project's": lambda s: f"Bearer {s.id_token('ada', aud='elsewhere')}",
    "another issuer's": lambda s: f"Bearer {s.id_token('ada', iss='https://securetoken.google.com/elsewhere')}",
    "of nobody": lambda s: f"Bearer {s.id_token('')}",
    "of a number": lambda s: f"Bearer {s.id_token('ada', sub=7)}",
    "cut short": lambda s: f"Bearer {s.id_token('ada')[:-10]}",
    "with other claims": lambda s: "Bearer " + ".".join(
        [s.id_token("bob").split(".")[0], s.id_token("ada").split(".")[1], s.id_token("bob").split(".")[2]]
    ),
}  # fmt: skip


def test_a_token_that_does_not_hold_opens_nothing(ada_and_bob, api, sandbox, act_as):
    shown = receipt(ada_and_bob["ada", "in_app"])
    for name, made in FORGED.items():
        headers = {"Authorization": made(sandbox) if callable(made) else made}
        answers = [api.get(path, headers=headers) for path in PATHS]
        answers.append(api.post("/inbox/receipts", headers=headers, json=[shown]))
        assert {answer.status_code for answer in answers} == {401}, name
        assert all("ada" not in answer.text for answer in answers), name
    assert act_as(Role.OPERATOR).execute("select count(*) from crm.webhook_body").fetchone() == (0,)


def test_the_emulator_s_unsigned_tokens_are_never_believed_live(database, sandbox, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_PROVIDERS", "live")
    monkeypatch.setenv("ROUNDTRIP_FIREBASE_PROJECT", PROJECT_ID)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(SettingsError, match="every unsigned token is believed"):
        create_app()


def test_the_emulator_may_be_used_on_a_developer_s_machine(ada_and_bob, sandbox, monkeypatch, clock):
    monkeypatch.setenv("ROUNDTRIP_FIREBASE_PROJECT", PROJECT_ID)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    local = TestClient(create_app(clock))
    answer = local.get("/inbox/messages", headers={"Authorization": f"Bearer {sandbox.id_token('ada', alg='none')}"})
    assert len(answer.json()["messages"]) == 1


def test_without_a_project_nobody_is_believed(accounts, sandbox, clock):
    closed = TestClient(create_app(clock))
    assert (
        closed.get("/inbox/messages", headers={"Authorization": f"Bearer {sandbox.id_token('ada')}"}).status_code == 503
    )


def test_when_the_keys_cannot_be_had_nobody_is_believed(accounts, sandbox, monkeypatch, clock):
    monkeypatch.setenv("ROUNDTRIP_FIREBASE_PROJECT", PROJECT_ID)
    monkeypatch.setenv("ROUNDTRIP_SANDBOX_URL", "http://127.0.0.1:9")
    shut = TestClient(create_app(clock))
    assert shut.get("/inbox/feed", headers={"Authorization": f"Bearer {sandbox.id_token('ada')}"}).status_code == 503


def test_a_receipt_of_another_s_message_is_nothing(ada_and_bob, signed_in, act_as, accounts):
    bobs = ada_and_bob["bob", "in_app"]
    push = accounts.one("select gen_random_uuid()")
    answer = signed_in("ada").post("/inbox/receipts", [receipt(bobs), receipt(bobs, "dismissed"), receipt(push)])
    assert answer.json() == {"recorded": 0}
    assert act_as(Role.OPERATOR).execute("select count(*) from crm.feedback").fetchone() == (0,)
    assert len(signed_in("bob").get("/inbox/messages").json()["messages"]) == 1
    assert accounts.rows('select recorded, "foreign", faulty from crm.webhook_reading') == [(0, 3, 0)]


def test_nobody_takes_a_receipt_s_id_away_from_another(ada_and_bob, signed_in, accounts):
    mine, bobs = ada_and_bob["ada", "in_app"], ada_and_bob["bob", "in_app"]
    signed_in("ada").post("/inbox/receipts", [receipt(mine, receipt_id="same"), receipt(bobs, receipt_id="same")])
    assert signed_in("bob").post("/inbox/receipts", [receipt(bobs, receipt_id="same")]).json() == {"recorded": 1}


# --- what the database refuses, whatever the api's code does -------------------------------------------------------------


def test_the_app_role_sees_the_rows_of_the_account_that_is_set_and_of_no_other(ada_and_bob, act_as):
    db = act_as(Role.APP)
    every = "select user_id from crm.inbox"
    assert db.execute(every).fetchall() == []
    with db.transaction():
        db.execute("select set_config('roundtrip.user_id', 'ada', true)")
        assert {user for (user,) in db.execute(every).fetchall()} == {"ada"}
        assert db.execute(every + " where user_id = 'bob'").fetchall() == []
    assert db.execute(every).fetchall() == [], "a connection of the pool does not stay somebody's"


@pytest.mark.parametrize(
    "statement",
    [
        "select * from crm.message",
        "select * from crm.identifier",
        "select * from crm.address",
        "select * from crm.feedback",
        "select * from crm.webhook_body",
        "insert into crm.feedback (provider) values ('inbox')",
        "update crm.inbox set user_id = 'ada'",
        "delete from crm.inbox",
        "alter table crm.inbox disable row level security",
    ],
)
def test_the_app_role_may_do_nothing_else(ada_and_bob, act_as, statement):
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        act_as(Role.APP).execute(statement)


def test_the_database_refuses_a_fact_that_is_not_the_account_s(ada_and_bob, act_as):
    db = act_as(Role.WEBHOOK)
    body = db.execute("insert into crm.webhook_body (provider, body, sent_by) values ('inbox', '', 'ada') returning webhook_body_id").fetchone()  # fmt: skip
    fact = "insert into crm.feedback (provider, feedback_id, message_id, kind, occurred_at, webhook_body_id, known_as_of) values ('inbox', %s, %s, 'shown', '2026-11-10', %s, '2026-11-10')"
    db.execute(fact, ["1", ada_and_bob["ada", "in_app"], *body])
    for message, told_by in ((ada_and_bob["bob", "in_app"], body), (ada_and_bob["ada", "in_app"], (None,))):
        with pytest.raises(Exception, match="its own messages only"):
            db.execute(fact, ["2", message, *told_by])
