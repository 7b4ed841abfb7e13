"""Every person in the segment gets one decision, with the first reason that speaks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from roundtrip import decide

from .conftest import NIGHT, UNTESTED_STEP

FAILING = [  # in the order in which they are asked
    ("no_consent", {"has_consent": False}),
    ("suppressed", {"is_suppressed": True}),
    ("unreachable", {"is_reachable": False}),
    ("already_received", {"is_already_received": True}),
    ("recent", {"is_recent": True}),
    ("capped", {"is_capped": True}),
    ("lower_priority", {"is_lower_priority": True}),
    ("stale_data", {"is_fresh": False}),
    ("no_content", {"has_content": False}),
    ("converted", {"has_converted": True}),
    ("paused", {"is_paused": True}),
]


def test_the_first_reason_speaks(project, night):
    """Person n fails test n and all after it, so that the order shows; one passes all, one gives no answers at all."""
    project.campaign(holdout="0%")
    people = project.people(len(FAILING) + 2)
    for number, person in enumerate(people[:-2]):
        changes = {}
        for _, failing in FAILING[number:]:
            changes |= failing
        project.eligible([person], **changes)
    project.eligible([people[-2]])
    project.eligible([people[-1]], has_consent=None)
    night()
    assert project.reasons() == dict(
        zip(people, [*(reason for reason, _ in FAILING), "send", "no_consent"], strict=True)
    )
    assert project.one("select count(*) from crm.decision where would_send_without_assignment") == 1


def test_who_left_the_segment_has_no_decision(project, night):
    project.campaign()
    project.eligible(project.people(), in_segment=False)
    night()
    assert project.reasons() == {}


def test_control_and_holdout_are_decided_like_everybody_else(project, night):
    project.policy("global_control: 0%", "global_control: 30%")
    project.campaign(holdout="20%")
    people = project.people(400)
    project.eligible(people[:300])
    project.eligible(people[300:], has_consent=False)
    night()
    count = Counter(project.reasons().values())
    assert count["no_consent"] == 100
    assert 60 < count["global_control"] < 120
    assert 20 < count["holdout"] < 65
    assert count["send"] == 300 - count["global_control"] - count["holdout"]
    assert project.one("select count(*) from crm.decision where would_send_without_assignment") == 300
    assert project.one("select bool_and(global_arm = 'control') from crm.decision where reason = 'global_control'")
    assert project.one(
        "select bool_and(global_arm = 'treatment' and campaign_arm = 'holdout') from crm.decision where reason = 'holdout'"
    )
    assert (
        project.one(
            "select count(*) from crm.message m join crm.decision d using (decision_id) where d.reason <> 'send'"
        )
        == 0
    )
    assert project.one("select count(*) from crm.message") == count["send"]


def test_service_asks_neither_arms_nor_consent_nor_caps_nor_quiet_hours(project, night):
    project.policy("global_control: 0%", "global_control: 99%")
    project.campaign("receipt", kind="service", at="23:00", holdout="0%")
    people = project.people(20)
    project.eligible(people, "receipt", kind="service", has_consent=False, is_capped=True, is_lower_priority=True)
    night()
    assert set(project.reasons().values()) == {"send"}
    assert (
        project.one("select count(*) from crm.decision where global_arm is not null or campaign_arm is not null") == 0
    )
    assert project.one("select count(*) from crm.message where send_after = '2026-11-10T22:00Z'") == 20


@pytest.mark.parametrize(
    ("audience", "reason"), [("{min: 3, max: 3}", "send"), ("{min: 4, max: 200}", None), ("{min: 1, max: 2}", None)]
)
def test_outside_the_bounds_nothing_is_sent(project, night, audience, reason):
    """Counted are those who would be sent to, whatever their arm; the other two have reasons of their own."""
    project.campaign(audience=audience, holdout="0%", steps=(UNTESTED_STEP,))
    people = project.people(5)
    project.eligible(people[:3])
    project.eligible(people[3:], has_consent=False)
    night()
    assert list(project.reasons().values()) == [reason or "audience_out_of_bounds"] * 3 + ["no_consent"] * 2
    if reason is None:
        assert (
            project.one("select counts ->> 'win_back.audience_out_of_bounds' from crm.run where step = 'decide'") == "3"
        )


def test_staleness_and_pause_do_not_pass_for_a_wrong_audience(project, night):
    project.campaign("stale", audience="{min: 2, max: 50000}")
    project.campaign("paused", audience="{min: 2, max: 50000}", mode="paused")
    people = project.people(3)
    project.eligible(people, "stale", is_fresh=False)
    project.eligible(people, "paused", is_paused=True)
    night()
    assert set(project.all("select campaign_id || ' ' || reason from crm.decision")) == {
        "stale stale_data",
        "paused paused",
    }


def test_of_people_who_share_an_address_one_is_written_to(project, night):
    project.campaign(holdout="0%")
    first = project.people(1, address="shared", unit=7)
    project.eligible(first, has_consent=False)
    project.eligible(project.people(2, address="shared", unit=7))
    night()
    assert list(project.reasons().values()) == ["no_consent", "send", "already_received"]
    assert project.one("select count(*) from crm.message") == 1


def test_a_seed_list_reaches_staff_only(project, night):
    project.policy("seed_list: []", "seed_list: [staff]")
    project.campaign(mode="seed_list", holdout="0%", audience="{min: 1000, max: 50000}")
    people = project.people(3)
    project.admin.execute("insert into crm.identifier values ('user_id', 'staff', %s, '2026-11-01')", [people[1]])
    project.eligible(people)
    night()
    assert list(project.reasons().values()) == ["paused", "send", "paused"]
    assert project.all("select mode from crm.message") == ["seed_list"]


def test_an_installation_that_does_not_send_decides_in_shadow(project, night, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_SENDING", "shadow")
    project.campaign(approval="required")
    project.eligible(project.people(10))
    night()
    assert set(project.all("select mode from crm.decision")) == {"shadow"}
    assert set(project.all("select mode from crm.message")) == {"shadow"}
    assert project.one("select count(*) from crm.approval") == 0, "what is never sent needs nobody's word"


@pytest.mark.parametrize("mode", ["draft", "live"])
def test_drafts_and_days_off_have_no_occurrence(project, night, mode):
    project.campaign(mode=mode, days="[wed]" if mode == "live" else "daily")
    project.eligible(project.people())
    night()
    assert project.reasons() == {}
    assert project.one("select count(*) from crm.occurrence") == 0


# Again ---------------------------------------------------------------------------------------------------------------
EVERYTHING = """
    select md5(string_agg(row::text, '' order by row::text)) from (
        select to_jsonb(d) as row from crm.decision d union all select to_jsonb(a) from crm.assignment a
        union all select to_jsonb(m) from crm.message m union all select to_jsonb(o) from crm.occurrence o
        union all select to_jsonb(p) from crm.approval p union all select to_jsonb(c) from crm.campaign c
        union all select to_jsonb(s) from crm.campaign_step s union all select to_jsonb(k) from crm.cap k
    ) everything
"""


def test_the_same_night_again_changes_nothing_to_the_row(project, night):
    project.campaign()
    project.campaign("asks", approval="required")
    people = project.people(50)
    for name in ("win_back", "asks"):
        project.eligible(people, name)
    night()
    before = project.one(EVERYTHING)
    night()
    assert project.one(EVERYTHING) == before


def test_what_came_late_changes_no_decision(project, night):
    """Rows that turn up between two runs of a night, and tests that turned out otherwise, count from the next night on."""
    project.campaign(holdout="0%")
    people = project.people(2)
    project.eligible(people)
    night()
    project.admin.execute("update publish.eligibility set has_consent = false")
    project.eligible(project.people())
    night()
    assert project.reasons() == dict.fromkeys(people, "send")


def test_a_campaign_that_came_between_two_runs_is_decided(project, night):
    project.campaign(holdout="0%")
    people = project.people(2)
    project.eligible(people)
    night()
    project.campaign("second", holdout="0%")
    project.eligible(people, "second")
    night()
    assert project.one("select count(*) from crm.decision where campaign_id = 'second'") == 2


def test_an_overtaken_night_is_refused(project, night):
    project.campaign()
    project.eligible(project.people())
    night(NIGHT + timedelta(days=1))
    for step in (decide.register, decide.assign, decide.decide, decide.approve, decide.plan):
        with pytest.raises(decide.ReplayRefused, match="2026-11-11 was already decided"):
            step(NIGHT)


# Arms ----------------------------------------------------------------------------------------------------------------
def test_arms_are_drawn_once_and_belong_to_the_unit(project, night):
    project.campaign(holdout="50%")
    people = project.people(40, unit=1)
    project.eligible(people)
    night()
    assert project.one("select count(*) from crm.assignment where experiment = 'campaign:win_back'") == 1
    drawn = project.one("select arm from crm.assignment where experiment = 'campaign:win_back'")
    project.campaign(holdout="0%" if drawn == "holdout" else "99%")
    project.admin.execute("update publish.eligibility set occurrence_on = occurrence_on + 1")
    night(NIGHT + timedelta(days=1))
    assert project.all("select arm from crm.assignment where experiment = 'campaign:win_back'") == [drawn]
    assert project.all("select distinct campaign_arm from crm.decision") == [drawn]


def test_draws_are_uniform_and_unrelated_between_experiments(project):
    share = "select avg((crm.draw('salt', 'a', i) < 0.3 and crm.draw('salt', 'b', i) < 0.5)::int)::float from generate_series(1, 20000) i"
    assert project.one(share) == pytest.approx(0.15, abs=0.01)
    assert project.one("select crm.draw('salt', 'a', 1) <> crm.draw('pepper', 'a', 1)")
    assert project.one(
        "select min(crm.draw('s', 'a', i)) >= 0 and max(crm.draw('s', 'a', i)) < 1 from generate_series(1, 1000) i"
    )


def test_variants_are_drawn_by_weight(project, night):
    project.campaign(holdout="0%")
    path = project.folder / "include/campaigns/win_back.yml"
    path.write_text(path.read_text().replace("plain: {subject", "plain: {weight: 3, subject"))
    project.eligible(project.people(400))
    night()
    variants = Counter(project.all("select variant from crm.decision"))
    assert 260 < variants["plain"] < 340
    assert variants["plain"] + variants["offer"] == 400
    assert project.one(
        "select bool_and(m.variant = d.variant) from crm.message m join crm.decision d using (decision_id)"
    )


def test_a_variant_that_left_the_file_has_no_content(project, night):
    project.campaign(holdout="0%")
    people = project.people(60)
    project.eligible(people)
    night()
    project.folder.joinpath("include/campaigns/win_back.yml").write_text(
        project.folder.joinpath("include/campaigns/win_back.yml").read_text().replace("offer:", "gift:")
    )
    project.admin.execute("update publish.eligibility set occurrence_on = occurrence_on + 1")
    night(NIGHT + timedelta(days=1))
    by_variant = project.all(
        "select distinct variant || ' ' || reason from crm.decision where as_of = '2026-11-11' order by 1"
    )
    assert by_variant == ["offer no_content", "plain send"]


# When ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2026-07-01 18:00", "Europe/Berlin", "2026-07-01 16:00"),
        ("2026-03-29 01:59", "Europe/Berlin", "2026-03-29 00:59"),
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:30"),  # does not exist: 03:30 summer time
        ("2026-03-29 03:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-10-25 01:59", "Europe/Berlin", "2026-10-24 23:59"),
        ("2026-10-25 02:00", "Europe/Berlin", "2026-10-25 00:00"),  # repeats: its first
        ("2026-10-25 02:59", "Europe/Berlin", "2026-10-25 00:59"),
        ("2026-10-25 03:00", "Europe/Berlin", "2026-10-25 02:00"),
        ("2026-10-25 12:00", "Europe/Berlin", "2026-10-25 11:00"),
        ("2026-03-08 02:30", "America/New_York", "2026-03-08 07:30"),
        ("2026-11-01 01:30", "America/New_York", "2026-11-01 05:30"),
        ("2026-11-01 02:00", "America/New_York", "2026-11-01 07:00"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 14:45"),  # half an hour repeats
        ("2026-11-01 12:00", "UTC", "2026-11-01 12:00"),
    ],
)  # fmt: skip
def test_a_local_time_is_one_instant(project, local, zone, instant):
    assert (
        project.one("select to_char(crm.at_local(%s, %s) at time zone 'UTC', 'YYYY-MM-DD HH24:MI')", local, zone)
        == instant
    )


MOMENT = "select array[reason, to_char(send_after at time zone 'UTC', 'DD HH24:MI'), to_char(not_after at time zone 'UTC', 'DD HH24:MI'), window_on::text] from crm.decision"


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        # local time, then twelve hours, the quiet hours at 21:00 or the end of the day, whichever is first
        ("18:00", "Europe/Berlin", ["send", "10 17:00", "10 20:00", "2026-11-10"]),
        ("08:00", "Europe/Berlin", ["send", "10 07:00", "10 19:00", "2026-11-10"]),
        ("20:59", "Europe/Berlin", ["send", "10 19:59", "10 20:00", "2026-11-10"]),
        (
            "06:30",
            "Europe/Berlin",
            ["send", "10 07:00", "10 17:30", "2026-11-10"],
        ),  # moved to the end of the quiet hours
        (
            "21:00",
            "Europe/Berlin",
            ["send", "11 07:00", "11 08:00", "2026-11-11"],
        ),  # and with it to the next day's caps
        ("00:00", "America/New_York", ["send", "10 13:00", "10 17:00", "2026-11-10"]),
        ("18:00", "America/Los_Angeles", ["send", "11 02:00", "11 05:00", "2026-11-10"]),
        ("18:00", "Pacific/Auckland", ["send", "10 05:00", "10 08:00", "2026-11-10"]),
        (
            "18:00",
            "Atlantis/Capital",
            ["send", "10 17:00", "10 20:00", "2026-11-10"],
        ),  # unknown: the policy's default zone
    ],
)
def test_the_recipients_day_decides_when(project, night, at, zone, expected):
    project.campaign(at="18:00", holdout="0%")
    project.eligible(project.people(timezone=zone))
    decide.register(NIGHT)
    # such times do not pass the check of campaign files; people for whom another zone makes them so still exist
    project.admin.execute("update crm.occurrence set local_time = %s", [at])
    decide.assign(NIGHT)
    decide.decide(NIGHT)
    assert project.one(MOMENT) == expected


def test_what_was_over_before_the_night_began_is_expired(project, night):
    project.campaign(at="08:00", timezone="Pacific/Kiritimati", holdout="0%")  # 19:00 in Berlin, the evening before
    project.eligible(project.people(timezone="Europe/Berlin"))
    night()
    assert project.one(MOMENT) == ["expired", "09 18:00", "09 20:00", "2026-11-09"]
    assert project.one("select count(*) from crm.message") == 0


def test_quiet_hours_that_end_too_late_are_a_reason(project, night):
    project.policy('from: "21:00", until: "08:00"', 'from: "19:00", until: "09:00"')
    project.campaign(at="18:59", timezone="Europe/Berlin", holdout="0%")
    project.eligible(project.people())
    project.eligible(project.people(timezone="Europe/Helsinki"))  # 19:59 there: quiet until 09:00, thirteen hours later
    night()
    assert list(project.reasons().values()) == ["send", "quiet_hours"]


def test_quiet_hours_of_the_day_and_none_at_all(project, night):
    project.policy('from: "21:00", until: "08:00"', 'from: "13:00", until: "15:00"')
    project.campaign(at="12:30", timezone="Europe/Berlin", holdout="0%")
    project.eligible(project.people())
    project.eligible(project.people(timezone="Europe/Helsinki"))
    night()
    assert project.all(MOMENT + " order by person_id") == [
        ["send", "10 11:30", "10 12:00", "2026-11-10"],
        ["send", "10 13:00", "10 22:00", "2026-11-10"],  # 15:00 in Helsinki
    ]


@pytest.mark.parametrize(
    ("night_of", "zone", "send_after"),
    [
        (date(2026, 10, 25), "Europe/Berlin", "25 17:00"),  # the clocks went back that morning
        (date(2027, 3, 28), "Europe/Berlin", "28 16:00"),
        (date(2027, 3, 14), "America/New_York", "14 22:00"),
        (date(2027, 11, 7), "America/New_York", "07 23:00"),
    ],
)
def test_days_on_which_the_clocks_change(project, night, night_of, zone, send_after):
    path = project.campaign(holdout="0%")
    path.write_text(path.read_text().replace("starts_on: 2026-11-01", "starts_on: 2026-01-01"))
    project.eligible(project.people(timezone=zone), on=night_of)
    night(night_of)
    assert project.one(MOMENT)[:2] == ["send", send_after]


def test_the_step_after_a_wait_is_due_at_the_same_local_time(project, night):
    project.campaign(steps=("mail", "\n  - wait: 1 days", "nudge"), holdout="0%")
    (person,) = project.people()
    project.eligible([person])
    project.eligible([person], step_id="nudge")
    night(NIGHT)
    assert project.all(
        "select step_id || ' ' || to_char(send_after at time zone 'UTC', 'DD HH24:MI') from crm.decision order by 1"
    ) == [
        "mail 10 17:00",
        "nudge 11 17:00",
    ]
    assert project.all("select step_id from crm.message") == ["mail"], "41 hours ahead is beyond tonight's 36"
    project.admin.execute("delete from publish.eligibility")
    night(NIGHT + timedelta(days=1))
    assert sorted(project.all("select step_id from crm.message")) == ["mail", "nudge"]
