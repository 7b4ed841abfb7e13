"""Decisions to send become messages: when, to which address, with which words, and on whose word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from roundtrip import decide, ledger
from roundtrip.db import Role
from roundtrip.decide.approve import NothingToAnswer
from roundtrip.domain.message import Outcome, Verdict

from .conftest import NIGHT

EVENING = datetime(2026, 11, 10, 17, 30, tzinfo=UTC)


def send_all(now=EVENING):
    """A worker sends what is due; returns whom it wrote to, once for each message."""
    ids = {m.message_id: m.person_id for m in ledger.claim("email", now, "worker", 1000)}
    went = ledger.go_in_flight(list(ids), "worker", now)
    ledger.record([Outcome(message, Verdict.ACCEPTED) for message in went], "worker", now)
    return sorted(ids[message] for message in went)


def test_a_message_carries_what_its_templates_use_and_no_more(project, night):
    project.campaign(holdout="0%")
    project.eligible(project.people())
    night()
    assert project.one("select placeholders from crm.message") == {"first_name": "Ada", "country": "DE", "orders": 3}


def test_what_is_not_known_is_left_out_so_that_a_default_has_its_say(project, night):
    project.campaign(holdout="0%")
    project.eligible(project.people())
    project.admin.execute("update marts.dim_person set first_name = null, language = null")
    night()
    assert project.one("select placeholders from crm.message") == {"country": "DE", "orders": 3}
    assert project.one("select language from crm.message") == "en"


def test_an_address_that_died_since_and_a_person_who_left_the_segment_are_not_planned(project, night):
    project.campaign(holdout="0%")
    people = project.people(3)
    project.eligible(people)
    for step in (decide.register, decide.assign, decide.decide):
        step(NIGHT)
    project.admin.execute(
        "update crm.contact_point set is_active = false, disabled_reason = 'dead' where person_id = %s", [people[0]]
    )
    project.admin.execute("delete from segments.seg_buyers where person_id = %s", [people[1]])
    decide.plan(NIGHT)
    assert project.all("select person_id from crm.message") == [people[2]]


def test_a_campaign_whose_file_is_gone_plans_nothing_and_what_it_planned_waits(project, night):
    path = project.campaign(holdout="0%")
    project.eligible(project.people())
    night()
    path.unlink()
    night()
    assert send_all() == []
    assert project.all("select state from crm.message") == ["planned"]
    assert project.all("select mode from crm.campaign") == ["paused"]
    night(NIGHT + timedelta(days=1))
    assert project.one("select count(*) from crm.occurrence") == 1


def test_a_faulty_campaign_stops_alone(project, night, caplog):
    project.campaign(holdout="0%")
    project.campaign("broken", topic="nothing")
    path = project.folder / "include/campaigns/broken.yml"
    path.write_text(path.read_text().replace("topic: offers", "topic: offer"))
    people = project.people()
    project.eligible(people)
    project.eligible(people, "broken")
    night()
    assert project.all("select campaign_id from crm.message") == ["win_back"]
    assert "broken.yml: topic: 'offer' is not a topic people were asked about; did you mean 'offers'?" in caplog.text


def test_a_kind_is_permanent_and_the_campaign_that_changed_it_is_left_out(project, night, caplog):
    project.campaign()
    night()
    project.campaign(kind="transactional")
    night()
    assert "campaign win_back: kind: was registered as marketing, which is permanent" in caplog.text
    assert project.all("select kind || ' ' || mode from crm.campaign") == ["marketing paused"]


# Approval --------------------------------------------------------------------------------------------------------------
def test_silence_means_no_and_a_word_plans(project, night):
    project.campaign(approval="required", holdout="0%")
    people = project.people(5)
    project.eligible(people)
    night()
    assert project.one("select people from crm.approval") == 5
    assert project.one("select count(*) from crm.message") == 0
    decide.plan(NIGHT)
    assert project.one("select count(*) from crm.message") == 0

    decide.grant("win_back", NIGHT, "jo", True)
    decide.plan(NIGHT, EVENING - timedelta(hours=1))
    decide.plan(NIGHT, EVENING - timedelta(hours=1))
    assert send_all() == people


def test_a_refusal_plans_nothing_and_an_answer_stands(project, night):
    project.campaign(approval="required", holdout="0%")
    project.eligible(project.people())
    night()
    decide.grant("win_back", NIGHT, "jo", False)
    with pytest.raises(NothingToAnswer):
        decide.grant("win_back", NIGHT, "jo", True)
    decide.plan(NIGHT)
    assert project.one("select count(*) from crm.message") == 0


def test_a_word_that_comes_too_late_plans_nothing(project, night):
    project.campaign(approval="required", holdout="0%")
    in_berlin, in_new_york = project.people(2), project.people(2, timezone="America/New_York")
    project.eligible(in_berlin + in_new_york)
    night()
    decide.grant("win_back", NIGHT, "jo", True)
    decide.plan(NIGHT, datetime(2026, 11, 11, 2, 0, tzinfo=UTC))  # 21:00 in New York
    assert project.one("select count(*) from crm.message") == 0
    decide.plan(NIGHT, datetime(2026, 11, 10, 20, 0, tzinfo=UTC))  # 21:00 in Berlin, 15:00 in New York
    assert project.all("select person_id from crm.message order by 1") == in_new_york


def test_nobody_is_asked_where_nobody_would_be_written_to(project, night):
    project.campaign(approval="required")
    project.eligible(project.people(), has_consent=False)
    night()
    assert project.one("select count(*) from crm.approval") == 0
    with pytest.raises(NothingToAnswer):
        decide.grant("win_back", NIGHT, "jo", True)


# Never twice ---------------------------------------------------------------------------------------------------------
def test_clearing_renaming_and_inserting_a_step_send_nothing_twice(project, night, act_as):
    """What people do to a running campaign on the evening of its night, one after the other."""
    path = project.campaign(holdout="0%")
    people = project.people(6)
    project.eligible(people)
    night()
    assert send_all() == people

    night()  # every task cleared and run again
    assert send_all() == []

    path.rename(path.with_name("bring_them_back.yml"))
    night()
    assert send_all() == []

    project.campaign(file="bring_them_back", holdout="0%", steps=("teaser", "mail"))  # before the one that was sent
    project.eligible(people, step_id="teaser")
    night()
    project.admin.execute("update crm.cap set most = 9")
    assert send_all() == people, "the new step is a message of its own, once"
    assert send_all() == []
    assert project.all("select step_id || ' ' || count(*) from crm.message group by step_id order by 1") == [
        "mail 6",
        "teaser 6",
    ]

    # switching its channel, its variants and its words makes no second message of a step either
    path = project.folder / "include/campaigns/bring_them_back.yml"
    path.write_text(path.read_text().replace("offer:", "gift:"))
    night()
    act_as(Role.DECIDER)
    assert send_all() == []
    assert project.one("select count(*) from crm.message") == 12


def test_a_new_address_is_no_second_chance(project, night):
    project.campaign(holdout="0%")
    (person,) = project.people()
    project.eligible([person])
    night()
    assert send_all() == [person]
    project.admin.execute(
        "insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of) values (%s, 'email', 'new', '2026-11-10', '2026-11-10')",
        [person],
    )
    project.admin.execute(
        "update publish.eligibility set address_hash = 'new', contact_point_id = (select max(contact_point_id) from crm.contact_point)"
    )
    night()
    assert send_all() == []


def test_a_merged_predecessor_has_had_the_message(project, night):
    project.campaign(holdout="0%")
    before, after = project.people(2)
    project.eligible([before])
    night()
    assert send_all() == [before]
    project.admin.execute(
        "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, '2026-11-10')",
        [before, after],
    )
    project.admin.execute("delete from publish.eligibility")
    project.campaign("other", holdout="0%")
    project.admin.execute(
        "insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment, variant,"
        " is_reachable, contact_point_id, send_after, not_after, window_on, as_of, code_version)"
        " select campaign_id, occurrence_on, step_id, %s, %s, mode, reason, true, variant, true, (select contact_point_id from crm.contact_point where person_id = %s),"
        " send_after, not_after, window_on, as_of, 'x' from crm.decision",
        [after, after, after],
    )
    decide.plan(NIGHT)
    assert send_all() == []
    assert project.all("select person_id from crm.message") == [before]
