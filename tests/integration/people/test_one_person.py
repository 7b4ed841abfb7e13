"""Who is one person, and who is not: each case's people share nothing with another's, so that all pass through the same nights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.integration.people.conftest import Landing, event, profile

FIRST, SECOND = date(2026, 11, 10), date(2026, 11, 11)
Persons = dict[str, tuple[str, ...]]


def lead(name: str, **more: Any) -> dict[str, Any]:
    at = "2026-11-09T10:00:00Z"
    return {"lead_id": name, "source": "form", "status": "new", "created_at": at, "updated_at": at} | more


def visit(name: str, cookie: str, user: str | None = None) -> dict[str, Any]:
    return {"visit_id": name, "web_cookie": cookie, "user_id": user, "started_at": "2026-11-09T10:00:00Z"}


def member(card: str, **more: Any) -> dict[str, Any]:
    return {"loyalty_card": card, "status": "gold", "updated_at": "2026-11-09T10:00:00Z"} | more


def app(
    number: str, user: str | None, device_id: str | None, anonymous: str | None = None, at: str = "10:00"
) -> dict[str, Any]:
    return event(0, user, device_id) | {
        "event_id": number,
        "anonymous_id": anonymous,
        "occurred_at": f"2026-11-09T{at}:00Z",
    }


TONIGHT = {
    "app_events": [
        app("a1", None, "anon-d", "anon-a"),
        app("b1", None, "signup-d", "signup-a"),
        app("b2", "signup-u", "signup-d"),
        *[app(f"c{n}", f"tablet-u{n}", "tablet-d", at=f"1{n}:00") for n in (2, 1)],
        app("c3", None, "tablet-d", "tablet-a"),
        *[app(f"d{n}", f"shop-u{n}", "shop-d") for n in range(4)],
        app("d9", None, "shop-d", "shop-a"),
        app("e1", "chain-u1", "chain-d1", at="10:00"),
        app("e2", None, "chain-d1", "chain-a", at="11:00"),
        app("e3", None, "chain-d2", "chain-a", at="09:00"),
        app("e4", "chain-u2", "chain-d2", at="10:00"),
        app("f1", None, "later-d", "later-a"),
    ],
    "profiles": [
        profile("couple-u1", "2026-11-09T10:00:00Z", email="couple@x.org", phone="+4930100"),
        profile("couple-u2", "2026-11-09T09:00:00Z", email="couple@x.org", phone="+4930101"),
    ],
    "leads": [
        lead("l1", email="web@x.org", web_cookie="web-c1"),
        lead("l2", email="WEB@x.org", web_cookie="web-c2", phone="+4930200"),
        *[lead(f"l{n}", email=f"fair{n}@x.org", web_cookie="fair-c") for n in range(3, 7)],
    ],
    "loyalty_members": [
        member("offline-k", email="offline@x.org", phone="+4930300"),
        member("later-k", email="later@x.org"),
    ],
    "web_visits": [visit("v1", "web-c1"), visit("v2", "cookie-c", "cookie-u")],
}
TOMORROW = {
    "app_events": [app("g1", "later-u", "later-d", at="12:00")],
    "profiles": [profile("later-u", "2026-11-10T10:00:00Z", email="later@x.org")],
}
PERSONS: dict[str, list[set[str]]] = {
    "who never signs up is a person": [{"anon-a", "anon-d"}],
    "signing up keeps what was before": [{"signup-a", "signup-d", "signup-u"}],
    "a family's tablet is its first account's and ties nobody else to it": [
        {"tablet-d", "tablet-u1"},
        {"tablet-u2"},
        {"tablet-a"},
    ],
    "what too many share is nobody's": [{f"shop-u{n}"} for n in range(4)] + [{"shop-a"}],
    "two accounts are never one, the nearer and the earlier has what hangs between": [
        {"chain-u1", "chain-d1"},
        {"chain-u2", "chain-d2", "chain-a"},
    ],
    "a couple's address is the first one's, and both stay themselves": [
        {"couple-u2", "couple@x.org", "+4930101"},
        {"couple-u1", "+4930100"},
    ],
    "a lead is a person by what they left": [{"web@x.org", "web-c1", "web-c2", "+4930200"}],
    "a form at a fair makes no person of its visitors": [{f"fair{n}@x.org"} for n in range(3, 7)],
    "a member without the app is a person": [{"offline-k", "offline@x.org", "+4930300"}],
    "a visitor who signed in is the account": [{"cookie-c", "cookie-u"}],
    "what was three is one once a row says so": [{"later-a", "later-d", "later-k", "later@x.org", "later-u"}],
}


@pytest.fixture(scope="module")
def landing(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landing]:
    with pytest.MonkeyPatch.context() as patch:
        landing = Landing(tmp_path_factory.mktemp("landing"), patch)
        landing.know(FIRST, **TONIGHT)
        landing.know(SECOND, **TOMORROW)
        yield landing


@pytest.fixture(scope="module")
def db(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def persons(landing: Landing, db: psycopg.Connection[Any]) -> dict[int | None, set[str]]:
    """Identifiers in clear by person; by nobody what is shared."""
    found: dict[int | None, set[str]] = {}
    for person, value in db.execute(
        "select person_id, coalesce(address, value) from crm.identifier left join crm.address on address_hash = value"
    ):
        found.setdefault(person, set()).add(value)
    return found


@pytest.mark.parametrize("case", PERSONS)
def test_who_is_one(case, persons):
    for expected in PERSONS[case]:
        assert expected in persons.values()


def test_shared_things_are_nobodys_and_nothing_else_is(persons):
    assert persons[None] == {"shop-d", "fair-c"}


def test_a_merge_says_what_tied_them(landing, db):
    merges = db.execute(
        "select gone.kind, coalesce(a.address, gone.value), stays.value, m.known_as_of from crm.person_merge m"
        " join crm.identifier gone using (identifier_id) join crm.identifier stays on stays.identifier_id = m.with_identifier_id"
        " left join crm.address a on a.address_hash = gone.value"
    ).fetchall()
    assert merges == [("email", "later@x.org", "later-u", SECOND)]


def test_the_survivors_past_is_news_from_what_it_gained_on_and_the_others_as_a_whole(landing, db):
    changes = db.execute("select why, since is null, known_as_of from crm.person_change order by why").fetchall()
    assert changes == [("gained", False, SECOND), ("merged", True, SECOND)]


def test_why_they_are_one_can_be_read(landing, db):
    links = db.execute(
        "select kind, value, with_kind, with_value, feed from crm.identity_evidence"
        " where value = 'signup-d' and with_person_id = person_id order by with_kind"
    ).fetchall()
    assert links == [
        ("device_id", "signup-d", "anonymous_id", "signup-a", "app_events"),
        ("device_id", "signup-d", "user_id", "signup-u", "app_events"),
    ]


def test_addresses_reach_those_they_name(landing, db):
    reached = db.execute(
        "select a.address, count(*) from crm.contact_point p join crm.address a using (address_hash) where p.is_active and p.kind <> 'app_user'"
        " group by 1 order by 1"
    ).fetchall()
    assert dict(reached) == {
        "+4930100": 1,
        "+4930101": 1,
        "+4930200": 1,
        "+4930300": 1,
        "couple@x.org": 2,
        "later@x.org": 1,
        "offline@x.org": 1,
        "web@x.org": 1,
        **{f"fair{n}@x.org": 1 for n in range(3, 7)},
    }


def test_people_who_share_without_being_one_are_a_unit(landing, db):
    units = db.execute(
        "select array_agg(i.value order by i.value) from crm.person p join crm.identifier i using (person_id)"
        " where i.kind in ('user_id', 'anonymous_id') group by p.unit_id having count(distinct p.person_id) > 1 order by 1"
    ).fetchall()
    assert [unit for (unit,) in units] == [
        ["chain-a", "chain-u1", "chain-u2"],
        ["couple-u1", "couple-u2"],
        ["shop-a", "shop-u0", "shop-u1", "shop-u2", "shop-u3"],
        ["tablet-a", "tablet-u1", "tablet-u2"],
    ]
