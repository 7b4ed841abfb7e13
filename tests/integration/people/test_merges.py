"""Two who turn out to be one: a no of either wins, addresses move, and nobody gets a message twice."""

from __future__ import annotations

import itertools
from datetime import date
from itertools import chain
from typing import Any

import psycopg
import pytest
from tests.integration.people.conftest import Landing, event, profile

from roundtrip.db import Role

NEXT = date(2026, 11, 11)
ANSWER = "select crm.has_consent((select person_id from crm.identifier where value = 'ada'), %s, %s)"
POINTS = (
    "select a.address, c.is_active, c.disabled_reason, c.person_id = (select person_id from crm.identifier where value = 'ada')"
    " from crm.contact_point c join crm.address a using (address_hash) where c.kind <> 'app_user' order by 1, 2"
)


_numbers = itertools.count()


def said(is_granted: bool, at: str, topic: str = "offers", **who: str) -> dict[str, Any]:
    row = {
        "consent_id": str(next(_numbers)),
        "channel": "email",
        "topic": topic,
        "is_granted": is_granted,
        "source": "form",
    }
    return row | {"stated_at": f"2026-11-0{at}:00:00Z"} | who


def tie(at: str = "2026-11-10T10:00:00Z") -> dict[str, Any]:
    return profile("ada", at, email="a@x.org")


APP, WEB = {"user_id": "ada"}, {"email": "a@x.org"}


CASES = [  # what was said before, what is said the night they turn out to be one, and the answer from then on
    ([said(False, "9T10", **WEB), said(True, "9T11", **APP)], [], False),
    ([said(True, "9T11", **WEB), said(False, "9T10", **APP)], [], False),
    ([said(False, "9T10", topic="*", **WEB), said(True, "9T11", **APP)], [], False),
    ([said(True, "9T11", topic="*", **WEB), said(False, "9T10", **APP)], [], False),
    ([said(False, "9T10", **WEB)], [said(True, "9T12", **APP)], False),
    ([said(True, "9T10", **WEB)], [said(False, "9T09", **APP)], False),
    ([said(True, "9T10", **WEB)], [], True),
    ([said(True, "9T10", **WEB), said(True, "9T09", **APP)], [], True),
    ([said(False, "8T10", **WEB), said(True, "9T11", **WEB)], [], True),
    ([], [], False),
]


@pytest.fixture(scope="module")
def answers(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> list[bool]:
    """What each case's person says to offers by e-mail, all of them merged on the same night."""
    with pytest.MonkeyPatch.context() as patch:
        landing = Landing(tmp_path_factory.mktemp("landing"), patch)
        people = range(len(CASES))
        before, tonight = ([_of(case, rows[when]) for case, rows in enumerate(CASES)] for when in (0, 1))
        leads = [_lead(str(case), f"a{case}@x.org", None) for case in people]
        landing.know(profiles=[profile(f"ada{case}") for case in people], leads=leads, consents=list(chain(*before)))
        tied = [profile(f"ada{case}", "2026-11-10T10:00:00Z", email=f"a{case}@x.org") for case in people]
        landing.know(NEXT, profiles=tied, consents=list(chain(*tonight)))
    query = (
        "select crm.has_consent(person_id, 'email', 'offers') from crm.identifier"
        " where kind = 'user_id' order by substr(value, 4)::integer"
    )
    with psycopg.connect(module_database) as db:
        assert db.execute("select count(*) from crm.person_merge").fetchone() == (len(CASES),)
        return [answer for (answer,) in db.execute(query)]


def _of(case: int, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = {"user_id": f"ada{case}", "email": f"a{case}@x.org"}
    return [
        row | {name: own[name] for name in own if name in row} | {"consent_id": str(next(_numbers))}
        for row in statements
    ]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_a_no_of_either_wins_over_a_yes_of_the_other_however_late(case, answers):
    assert answers[case] is CASES[case][2]


def test_a_later_yes_of_the_person_counts(know, look):
    know(profiles=[profile("ada")], consents=[said(False, "8T10", **WEB), said(True, "9T10", **APP)])
    know(NEXT, profiles=[tie()])
    know(date(2026, 11, 12), consents=[said(True, "9T11", **WEB)])
    assert look(ANSWER, "email", "offers") == [True]


def test_what_is_refused_under_an_old_name_is_the_survivors_no(know, look, act_as):
    know(profiles=[profile("ada")], consents=[said(True, "9T10", **APP), said(True, "9T10", **WEB)])
    know(NEXT, profiles=[tie()])
    refuse = (
        "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
        " values (%s, 'email', '*', false, '2026-11-12', 'sendgrid:unsubscribed', '2026-11-12')"
    )
    act_as(Role.WEBHOOK).execute(refuse, look("select from_person_id from crm.person_merge"))
    assert look(ANSWER, "email", "offers") == [False]


def test_addresses_are_the_survivors_and_a_bounce_stays_one(know, look, act_as):
    know(
        profiles=[profile("ada")],
        leads=[_lead("1", "a@x.org", "+4930100"), _lead("2", "b@x.org", None), _lead("3", "b@x.org", "+4930100")],
    )
    bounced = "update crm.contact_point set is_active = false, disabled_reason = 'bounced' where address_hash = (select address_hash from crm.address where address = 'b@x.org')"
    act_as(None).execute(bounced)
    know(NEXT, profiles=[tie()])
    assert look(POINTS) == [
        ("+4930100", False, "merged", False),
        ("+4930100", True, None, True),
        ("a@x.org", False, "merged", False),
        ("a@x.org", True, None, True),
        ("b@x.org", False, "bounced", False),
        ("b@x.org", False, "bounced", True),
    ]


def test_the_one_with_an_account_stays_and_keeps_their_unit(know, look):
    know(leads=[_lead("1", "a@x.org", None)])
    know(profiles=[profile("ada")])
    before = look("select person_id, unit_id from crm.identifier join crm.person using (person_id) where value = 'ada'")
    know(NEXT, profiles=[tie()])
    assert look("select distinct person_id, unit_id from crm.identifier join crm.person using (person_id)") == before
    assert look("select current_person_id from crm.current_person where not is_current") == [before[0][0]]


def test_chains_of_merges_lead_to_who_it_is_today(know, look):
    know(leads=[_lead("1", "a@x.org", None), _lead("2", None, "+4930100")], web_visits=[_visit("1", "c")])
    know(NEXT, leads=[_lead("3", None, "+4930100", web_cookie="c")])
    know(date(2026, 11, 12), leads=[_lead("4", "a@x.org", "+4930100")])
    know(date(2026, 11, 13), profiles=[profile("ada", phone="+4930100")])
    (survivor,) = look("select distinct person_id from crm.identifier")
    assert look("select distinct current_person_id from crm.current_person") == [survivor]
    assert look("select count(*) from crm.person_merge") == [2]


def test_a_thing_that_turns_out_to_be_shared_lets_go_of_what_only_it_tied(know, look):
    know(app_events=[event(1, "ada", "d"), event(2, None, "d") | {"anonymous_id": "a"}])
    assert len(set(look("select person_id from crm.identifier"))) == 1
    before = look("select person_id, unit_id from crm.identifier join crm.person using (person_id) where value = 'ada'")
    know(NEXT, app_events=[event(n, f"u{n}", "d") for n in (3, 4, 5)])
    assert look("select value, standing from crm.identifier where person_id is null") == [("d", "shared")]
    ((apart, unit),) = look(
        "select person_id, unit_id from crm.identifier join crm.person using (person_id) where value = 'a'"
    )
    assert (apart != before[0][0], unit) == (True, before[0][1])
    changed = "select why from crm.person_change where person_id = %s"
    assert ("lost" in look(changed, before[0][0]), look(changed, apart)) == (True, ["gained"])


def test_a_policy_may_make_accounts_one_by_their_email(know, look, monkeypatch):
    from roundtrip import declared

    policy = declared.policy()
    trusting = policy.model_copy(
        update={"identity": policy.identity.model_copy(update={"merges_accounts": ("email",)})}
    )
    monkeypatch.setattr("roundtrip.people.identification.declared.policy", lambda: trusting)
    know(profiles=[tie(), profile("bob", email="a@x.org")], app_events=[event(1, "ada", "d"), event(2, "bob", "e")])
    assert len(set(look("select person_id from crm.identifier"))) == 1


def test_a_merged_person_is_named_by_nothing_and_merges_once_into_somebody_who_is_there(know, look, act_as):
    know(profiles=[profile("ada"), profile("bob")], leads=[_lead("1", "a@x.org", None)])
    know(NEXT, profiles=[tie()])
    loader = act_as(Role.LOADER)
    (gone,) = look("select from_person_id from crm.person_merge")
    (bob,) = look("select person_id from crm.identifier where value = 'bob'")
    (ada,) = look("select person_id from crm.identifier where value = 'ada'")
    merge = "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, '2026-11-11')"
    for pair in ((bob, ada), (gone, bob), (bob, gone), (bob, bob)):
        with pytest.raises(psycopg.Error):
            loader.execute(merge, pair)
    for statement in (
        "update crm.person_merge set into_person_id = %s",
        "delete from crm.person_merge where into_person_id <> %s",
    ):
        with pytest.raises(psycopg.Error):
            act_as(None).execute(statement, [bob])


def _lead(name: str, email: str | None, phone: str | None, **more: str) -> dict[str, Any]:
    at = "2026-11-09T10:00:00Z"
    row = {"lead_id": name, "email": email, "phone": phone, "source": "form", "status": "new"}
    return row | {"created_at": at, "updated_at": at} | more


def _visit(name: str, cookie: str) -> dict[str, Any]:
    return {"visit_id": name, "web_cookie": cookie, "started_at": "2026-11-09T10:00:00Z"}


def test_what_somebody_gains_is_news_from_its_first_sight_on_not_from_the_night_that_tied_it(know, look):
    know(profiles=[profile("ada", "2026-11-09T12:00:00Z")], app_events=[event(1, None, "d")])
    know(NEXT, app_events=[event(2, "ada", "d") | {"occurred_at": "2026-11-10T10:00:00Z"}])
    gained = look("select (since at time zone 'UTC')::text from crm.person_change where why = 'gained'")
    assert gained == ["2026-11-09 10:00:00"]
