"""summary.json and the page, from a real database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from roundtrip import settings
from roundtrip.measure import report, summary
from roundtrip.measure.summary.schema import Summary

AS_OF = date(2026, 11, 12)


@pytest.fixture
def db(act_as):
    admin = act_as(None)
    admin.execute((Path(__file__).parent / "a_night.sql").read_text())
    return admin


@pytest.fixture
def night(db):
    return summary(AS_OF)


def test_people_and_campaigns_as_the_night_knew_them(night):
    assert (night["schema"], night["as_of"]) == (1, "2026-11-12")
    assert night["people"] == {"known": 9, "new": 1}
    [campaign] = night["campaigns"]
    assert (campaign["campaign_id"], campaign["success_within_days"], campaign["holdout"]) == ("win_back", 7, 0.1)


def test_what_needs_a_person(night):
    todo = night["needs_person"]
    [approval] = todo["approvals"]
    assert (approval["occurrence_on"], approval["people"], approval["local_time"]) == ("2026-11-12", 4, "18:00")
    assert approval["command"] == "roundtrip campaign approve win_back --on 2026-11-12"
    assert [(u["state"], u["messages"]) for u in todo["uncertain"]] == [("uncertain", 1)]
    assert [halt["platform"] for halt in todo["halts"]] == ["ios"]
    assert [feed["feed"] for feed in todo["late_feeds"]] == ["profiles"], "an absent feed is absent, not late"
    assert todo["refused_files"] == [{"feed": "app_events", "file": "d", "reason": "truncated gzip"}]
    assert [(q["reason"], q["field"], q["lines"], q["first_line"]) for q in todo["quarantine"]] == [
        ("not JSON", None, 2, 4),
        ("no date", "occurred_at", 1, 5),
    ]
    assert [(step["step"], step["error"]) for step in todo["failed_steps"]] == [("decide", "ValueError: no")]
    assert todo["campaign_faults"] == ["2 more; `roundtrip campaign check` names file, field and remedy"]
    assert "secret" not in json.dumps(night), "quarantined bytes stay in the database"


def test_a_file_that_was_whole_when_the_night_ran_again_needs_nobody(db):
    db.execute("""
        insert into raw.quarantine (feed, file, line, reason, bytes, known_as_of)
        values ('app_events', 'b', 0, 'still being written', '', '2026-11-12'), ('app_events', 'e', 0, 'still being written', '', '2026-11-12')
    """)
    db.execute("update raw.batch set loaded_at = clock_timestamp() where file = 'b'")
    assert [file["file"] for file in summary(AS_OF)["needs_person"]["refused_files"]] == ["d", "e"]


def test_an_absent_feed_of_an_example_is_named_only_where_the_example_is_used(night):
    assert [feed["feed"] for feed in night["feeds"] if feed["feed"].startswith("example")] == ["example_b", "example_c"]


def test_the_command_names_the_database_where_a_fresh_shell_would_act_on_another(db, monkeypatch):
    monkeypatch.setattr(settings.Settings, "in_shell", "ROUNDTRIP_DATABASE=roundtrip_demo ")
    [approval] = summary(AS_OF)["needs_person"]["approvals"]
    assert approval["command"].startswith("ROUNDTRIP_DATABASE=roundtrip_demo roundtrip campaign approve win_back")


def test_every_row_of_a_feed_is_accounted_for(night):
    by_name = {feed["feed"]: feed for feed in night["feeds"]}
    events = by_name["app_events"]
    assert events["rows_in"] == events["loaded"] + events["quarantined"] + events["duplicates"] == 50
    assert (events["loaded_so_far"], events["refused_files"]) == (145, 1)
    assert (by_name["installs"]["is_present"], by_name["installs"]["needed_for"]) == (False, "acquisition")


def test_decisions_plan_outcomes_and_feedback_up_to_the_night_and_not_beyond(night):
    assert [(d["reason"], d["tonight"], d["so_far"]) for d in night["decisions"]] == [
        ("send", 1, 3),
        ("no_consent", 1, 2),
        ("holdout", 0, 1),
        ("recent", 1, 1),
    ]
    assert [(p["variant"], p["messages"]) for p in night["plan"]] == [("plain", 1)]
    assert {o["state"]: o["messages"] for o in night["outcomes"]} == {"accepted": 1, "planned": 1, "uncertain": 1}
    assert [(f["kind"], f["is_machine"], f["messages"]) for f in night["feedback"]] == [
        ("opened", False, 1),
        ("opened", True, 1),
    ]


def test_steps_show_their_last_execution(night):
    steps = {step["step"]: step for step in night["steps"]}
    assert (steps["load"]["status"], steps["load"]["seconds"], steps["load"]["counts"]) == ("done", 90, {"loaded": 45})


def test_results_that_are_not_built_yet_are_named_not_stumbled_over(night):
    assert "rpt_campaign_daily" in night["missing"]
    assert night["performance"] == night["lift"] == night["usage"] == []


def test_results_are_read_with_the_eyes_of_bi(db):
    db.execute(
        "create schema results; create table results.rpt_segment_daily as select 'lapsed_buyers' as segment, date '2026-11-12' as as_of, 5 as people, 2 as entered, 1 as \"left\""
    )
    assert "rpt_segment_daily" in summary(AS_OF)["missing"], "what BI may not read is not there"
    db.execute(
        "grant usage on schema results to roundtrip_bi_reader; grant select on all tables in schema results to roundtrip_bi_reader"
    )
    night = summary(AS_OF)
    assert "rpt_segment_daily" not in night["missing"]
    assert night["segments"] == [{"segment": "lapsed_buyers", "people": 5, "entered": 2, "left": 1}]


def test_answers_come_as_bi_sees_them_for_this_night_only(db):
    db.execute("""
        create schema results;
        create table results.rpt_campaign_lift as
        select as_of, 'win_back' as campaign_id, 'holdout' as comparison, 'assigned' as population, '' as variant, 'conversions' as metric,
            'treatment' as arm, 'holdout' as baseline, 9000 as n_treatment, 1000 as n_control, 0.1 as mean_treatment, 0.05 as mean_control,
            0.05 as diff, 0.03 as ci_low, 0.07 as ci_high, 0.01 as always_low, 0.09 as always_high, true as is_adjusted,
            450 as incremental_total, 270 as incremental_low, 630 as incremental_high, 0.001 as p, 0.8 as srm_p, 'better' as verdict,
            null::text as reason, null::bigint as nights_needed, false as is_final
        from (values (date '2026-11-11'), ('2026-11-12')) as n (as_of);
        grant usage on schema results to roundtrip_bi_reader; grant select on all tables in schema results to roundtrip_bi_reader
    """)
    [answer] = summary(AS_OF)["lift"]
    assert (answer["verdict"], answer["n_treated"], answer["reason"], answer["is_final"]) == (
        "better",
        9000,
        None,
        False,
    )


def test_the_report_leaves_a_page_and_its_numbers(db):
    page = report(AS_OF, is_demo=True, truth={"win_back": 0.1})
    assert page == settings.load().reports / "2026-11-12" / "index.html"
    assert "roundtrip campaign approve win_back" in page.read_text().replace("<span>", "").replace("</span>", "")
    written = json.loads((page.parent / "summary.json").read_text())
    assert written == summary(AS_OF)
    assert Summary.model_validate(written)


def test_a_night_that_left_nothing_has_a_page_too(database):
    assert "No feed has come yet" in report(AS_OF, is_demo=False).read_text()


def test_the_published_schema_is_the_one_in_use():
    published = json.loads((settings.PROJECT / "docs" / "summary.schema.json").read_text())
    in_use = Summary.model_json_schema(mode="serialization")
    assert published == in_use, "write it again: python -m roundtrip.measure.summary > docs/summary.schema.json"


def test_rows_that_went_in_by_a_retry_are_no_longer_counted_as_quarantined(db):
    """app_events had three lines in quarantine; one went in tonight, one only the night after."""
    db.execute("""
        with retries as (
            insert into raw.batch (feed, file, fingerprint, checksum, bytes, rows_in, rows_loaded, rows_quarantined, rows_duplicate, known_as_of)
            values ('app_events', 'b', 'r1', 'r1', 1, 0, 1, -1, 0, '2026-11-12'), ('app_events', 'b', 'r2', 'r2', 1, 0, 1, -1, 0, '2026-11-13')
            returning batch_id, known_as_of
        ), lines as (
            select quarantine_id, date '2026-11-11' + row_number() over (order by quarantine_id)::int as known_as_of
            from raw.quarantine where known_as_of = '2026-11-12' and line > 0 and reason = 'not JSON'
        )
        insert into raw.quarantine_retry (quarantine_id, batch_id, line, known_as_of)
        select quarantine_id, batch_id, 1, known_as_of from lines join retries using (known_as_of)
    """)
    night = summary(AS_OF)
    [events] = [feed for feed in night["feeds"] if feed["feed"] == "app_events"]
    assert events["rows_in"] == events["loaded"] + events["quarantined"] + events["duplicates"] == 50
    assert sum(row["lines"] for row in night["needs_person"]["quarantine"]) == events["quarantined"] == 2
    assert events["files"] == 1
