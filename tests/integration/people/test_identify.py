"""Who is who."""

from __future__ import annotations

from datetime import date

import pytest
from tests.integration.people.conftest import AS_OF, device, event, profile

from roundtrip.db import Role
from roundtrip.people import identify

WHO = "select kind, value from crm.identifier where person_id = (select person_id from crm.identifier where kind = 'user_id' and value = %s) order by 1, 2"
UNITS = (
    "select array_agg(i.value order by i.value) from crm.identifier i join crm.person p using (person_id)"
    " where i.kind = 'user_id' group by p.unit_id order by 1"
)
POINTS = (
    "select i.value, c.kind, a.address, c.is_active, c.disabled_reason from crm.contact_point c"
    " join crm.identifier i on i.person_id = c.person_id and i.kind = 'user_id' join crm.address a using (address_hash)"
    " where c.kind <> 'app_user' order by 1, 2, 3"
)
COUNTS = "select counts from crm.run where step = 'identify' order by run_id desc limit 1"


def test_a_user_is_one_person_however_many_feeds_name_them(know, look):
    know(
        profiles=[profile("ada", loyalty_card="c1")],
        devices=[device("d1", "ada", None)],
        app_events=[event(1, "ada", "d2")],
    )
    assert look("select count(*) from crm.person") == [1]
    assert look(WHO, "ada") == [("device_id", "d1"), ("device_id", "d2"), ("loyalty_card", "c1"), ("user_id", "ada")]


def test_an_account_is_an_address_of_the_app(know, look):
    know(profiles=[profile("ada")], app_events=[event(1, None, "d1")])
    accounts = "select i.value, c.address_hash, a.address, c.is_active from crm.contact_point c join crm.address a using (address_hash)"
    accounts += " join crm.identifier i on i.person_id = c.person_id and i.kind = 'user_id' where c.kind = 'app_user' order by 1"
    assert look(accounts) == [("ada", "ada", "ada", True)], "who has no account has no inbox"
    know(date(2026, 11, 11), app_events=[event(2, "ada", "d1"), event(3, "bob", "d3")])
    assert look(accounts) == [("ada", "ada", "ada", True), ("bob", "bob", "bob", True)]


def test_the_same_person_stays_the_same_in_later_nights(know, look):
    know(profiles=[profile("ada")])
    before = look("select person_id, unit_id, known_as_of from crm.person")
    know(date(2026, 11, 11), profiles=[profile("ada", "2026-11-10T10:00:00Z"), profile("bob")])
    assert look("select person_id, unit_id, known_as_of from crm.person order by 1")[:1] == before
    assert look("select count(*) from crm.person") == [2]


def test_identifying_twice_is_identifying_once(know, look):
    know(
        profiles=[profile("ada", email="a@x.org")], devices=[device("d1", "ada", "t1")], consents=[_consent("1", "ada")]
    )
    tables = [f"select * from crm.{name}" for name in ("person", "identifier", "contact_point", "consent", "address")]
    before = [look(query) for query in tables]
    identify(AS_OF)
    assert [look(query) for query in tables] == before
    (counts,) = look(COUNTS)
    assert {name: number for name, number in counts.items() if number} == {"through_batch": counts["through_batch"]}


def test_a_night_that_lost_its_record_is_identified_again_to_the_same_end(know, look, act_as):
    know(
        profiles=[profile("ada", email="a@x.org")], devices=[device("d1", "ada", "t1")], consents=[_consent("1", "ada")]
    )
    before = look(POINTS)
    act_as(None).execute("delete from crm.run")
    identify(AS_OF)
    assert look(POINTS) == before
    assert look("select (select count(*) from crm.person), (select count(*) from crm.consent)") == [(1, 1)]


def test_who_never_signed_up_is_a_person_too_and_the_same_one_after(know, look):
    know(app_events=[event(1, None, "d1"), event(2, None, "d2"), event(3, None, "d2")])
    before = dict(look("select value, person_id from crm.identifier"))
    assert len(set(before.values())) == 2
    know(devices=[device("d1", "ada", None)])
    assert dict(look("select value, person_id from crm.identifier")) == before | {"ada": before["d1"]}


def test_a_device_belongs_to_whom_it_was_first_seen_with(know, look):
    know(devices=[device("d1", "ada", None)])
    know(devices=[device("d1", "bob", None, "2026-11-09T12:00:00Z")])
    assert look(WHO, "ada") == [("device_id", "d1"), ("user_id", "ada")]
    assert look(WHO, "bob") == [("user_id", "bob")]


def test_people_who_share_something_are_one_unit_through_each_other_too(know, look):
    know(
        profiles=[
            profile("ada", email="home@x.org"),
            profile("bob", email="HOME@x.org", loyalty_card="c1"),
            profile("eve"),
        ],
        app_events=[event(1, "bob", "d1"), event(2, "cyd", "d1")],
        devices=[device("d9", "dan", "t1"), device("d8", "cyd", "t1")],
    )
    assert look(UNITS) == [["ada", "bob", "cyd", "dan"], ["eve"]]


def test_a_newcomer_joins_the_unit_of_those_they_share_with_and_nobody_elses_changes(know, look):
    know(profiles=[profile("ada", email="a@x.org"), profile("bob", loyalty_card="c1")])
    before = look("select person_id, unit_id from crm.person order by 1")
    know(
        profiles=[
            profile("cyd", email="a@x.org"),
            profile("dan", loyalty_card="c1"),
            profile("eve", email="a@x.org", loyalty_card="c1"),
        ]
    )
    assert look("select person_id, unit_id from crm.person order by 1")[:2] == before
    assert look(UNITS) == [["ada", "cyd", "dan", "eve"], ["bob"]]


def test_a_phone_on_a_shop_counter_makes_no_unit(know, look):
    know(app_events=[event(n, f"u{n}", "demo phone") for n in range(11)])
    assert look("select count(distinct unit_id) from crm.person") == [11]


def test_contact_points_follow_the_newest_version(know, look):
    know(
        profiles=[
            profile("ada", "2026-11-09T12:00:00Z", email="new@x.org"),
            profile("ada", "2026-11-09T11:00:00Z", email="old@x.org"),
        ]
    )
    assert look(POINTS) == [("ada", "email", "new@x.org", True, None)]
    know(profiles=[profile("ada", "2026-11-09T10:00:00Z", email="older@x.org")])
    assert [row for row in look(POINTS) if row[3]] == [("ada", "email", "new@x.org", True, None)]
    know(profiles=[profile("ada", "2026-11-09T13:00:00Z", email="newer@x.org")])
    assert look(POINTS) == [
        ("ada", "email", "new@x.org", False, "replaced"),
        ("ada", "email", "newer@x.org", True, None),
    ]
    know(profiles=[profile("ada", "2026-11-09T14:00:00Z", email="new@x.org")])
    assert look(POINTS) == [
        ("ada", "email", "new@x.org", True, None),
        ("ada", "email", "newer@x.org", False, "replaced"),
    ]
    know(profiles=[profile("ada", "2026-11-09T15:00:00Z")])
    assert not [row for row in look(POINTS) if row[3]]


def test_several_devices_are_several_tokens_and_a_new_token_replaces_the_old_of_its_device(know, look):
    know(devices=[device("d1", "ada", "t1"), device("d2", "ada", "t2", platform="android")])
    know(devices=[device("d1", "ada", "t3", "2026-11-09T11:00:00Z")])
    assert look(POINTS) == [
        ("ada", "push_token", "t1", False, "replaced"),
        ("ada", "push_token", "t2", True, None),
        ("ada", "push_token", "t3", True, None),
    ]
    assert look("select platform from crm.contact_point where is_active and kind = 'push_token' order by 1") == [
        "android",
        "ios",
    ]


def test_a_token_that_moved_is_its_latest_persons_alone_and_can_move_back(know, look):
    know(devices=[device("d1", "ada", "t1")])
    know(devices=[device("d1", "bob", "t1", "2026-11-09T11:00:00Z")])
    assert look(POINTS) == [("ada", "push_token", "t1", False, "replaced"), ("bob", "push_token", "t1", True, None)]
    know(devices=[device("d2", "cyd", "t1", "2026-11-09T12:00:00Z")])
    assert [(row[0], row[4]) for row in look(POINTS)] == [("ada", "replaced"), ("bob", "moved"), ("cyd", None)]
    know(devices=[device("d1", "ada", "t1", "2026-11-09T13:00:00Z")])
    assert [(row[0], row[4]) for row in look(POINTS)] == [("ada", None), ("bob", "moved"), ("cyd", "moved")]


def test_a_device_somebody_signed_out_of_reaches_nobody(know, look):
    know(devices=[device("d1", "ada", "t1")])
    know(devices=[device("d1", None, "t1", "2026-11-09T11:00:00Z")])
    assert look(POINTS) == [("ada", "push_token", "t1", False, "replaced")]


def test_what_a_provider_declared_dead_stays_dead_however_often_the_app_repeats_it(know, look, act_as):
    know(devices=[device("d1", "ada", "t1")])
    act_as(Role.SENDER).execute("update crm.contact_point set is_active = false, disabled_reason = 'unregistered'")
    know(devices=[device("d1", "ada", "t1", "2026-11-09T11:00:00Z")])
    assert look(POINTS) == [("ada", "push_token", "t1", False, "unregistered")]


def test_consents_are_facts_about_people(know, look):
    know(
        consents=[
            _consent("1", "ada"),
            _consent("2", "ada", is_granted=False, channel="email", topic="*"),
            _consent("3", "bob"),
        ]
    )
    assert look(
        "select i.value, c.channel, c.topic, c.is_granted, c.source, c.known_as_of from crm.consent c"
        " join crm.identifier i on i.person_id = c.person_id and i.kind = 'user_id' order by 1, 2"
    ) == [
        ("ada", "email", "*", False, "app", AS_OF),
        ("ada", "push", "offers", True, "app", AS_OF),
        ("bob", "push", "offers", True, "app", AS_OF),
    ]


def test_a_clock_that_runs_ahead_does_not_outlive_a_refusal(know, look):
    know(consents=[_consent("1", "ada", stated_at="2026-11-11T12:00:00Z")])
    know(consents=[_consent("2", "ada", is_granted=False, stated_at="2026-11-10T08:00:00Z")], as_of=date(2026, 11, 11))
    assert look("select is_granted from crm.current_consent") == [False]


def test_it_fails_as_a_whole(know, look, monkeypatch):
    know(profiles=[profile("ada")])
    monkeypatch.setattr("roundtrip.people.reach.update_contact_points", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        know(profiles=[profile("bob")])
    assert look("select value from crm.identifier") == ["ada"]
    monkeypatch.undo()


def _consent(number: str, user: str, **more: object) -> dict[str, object]:
    row = {"consent_id": number, "user_id": user, "channel": "push", "topic": "offers", "is_granted": True}
    return row | {"stated_at": "2026-11-09T10:00:00Z", "source": "app"} | more
