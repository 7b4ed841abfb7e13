"""The step `measure`: from the statistics dbt keeps to the answers dbt takes up again."""

from __future__ import annotations

from datetime import date

import pytest

from roundtrip.db import Role
from roundtrip.measure import measure

AS_OF = date(2026, 11, 12)


@pytest.fixture
def statistics(act_as):
    """results.lift_statistics of two nights, as its contract says; a campaign first due two nights before AS_OF."""
    db = act_as(None)
    db.execute("""
        create schema results;
        create table results.lift_statistics (
            as_of date, campaign_id text, comparison text, population text, variant text, arm text, metric text,
            n bigint, sum_y numeric, sum_y2 numeric, sum_x numeric, sum_x2 numeric, sum_xy numeric, expected_share numeric);
        insert into results.lift_statistics values
            ('2026-11-12', 'win_back', 'holdout', 'assigned', null, 'treatment', 'conversions', 9000, 900, 900, 0, 0, 0, 0.9),
            ('2026-11-12', 'win_back', 'holdout', 'assigned', null, 'holdout', 'conversions', 1000, 50, 50, 0, 0, 0, 0.1),
            ('2026-11-12', 'win_back', 'holdout', 'assigned', null, 'treatment', 'revenue', 9000, 0, 0, 0, 0, 0, null),
            ('2026-11-12', 'win_back', 'holdout', 'assigned', null, 'holdout', 'revenue', 0, 0, 0, 0, 0, 0, null),
            ('2026-11-11', 'win_back', 'holdout', 'assigned', null, 'treatment', 'conversions', 1, 1, 1, 0, 0, 0, 0.9);
        grant usage on schema results to roundtrip_bi_reader;
        grant select on results.lift_statistics to roundtrip_bi_reader;
        insert into crm.campaign values ('win_back', 'marketing', 'live', 'growth', 'Bring back', 'lapsed', 'offers', 50,
            '2026-11-01', null, 0.1, 1, 100, true, 'order_placed', 'revenue', '7 days', null, 'hash', '2026-11-10');
        insert into crm.occurrence values ('win_back', '2026-11-10', '2026-11-10', '18:00', 'recipient');
    """)
    return db


def scores(db):
    return db.execute(
        "select subject->>'metric', answer->>'verdict', answer->>'reason', (answer->>'incremental_total')::numeric"
        " from raw.scores where scorer = 'lift' and as_of = %s order by 1",
        [AS_OF],
    ).fetchall()


def test_every_comparison_of_the_night_gets_its_answer_once(statistics):
    measure(AS_OF)
    measure(AS_OF)
    (conversions, revenue) = scores(statistics)
    assert conversions[:3] == ("conversions", "better", None)
    assert float(conversions[3]) == pytest.approx(450)
    assert revenue == ("revenue", "inconclusive", "empty_arm", None)


def test_answers_of_other_nights_and_scorers_stay(statistics):
    statistics.execute(
        "insert into raw.scores (scorer, as_of, subject, answer, code_version)"
        " values ('lift', '2026-11-11', '{}', '{}', ''), ('value', '2026-11-12', '{}', '{}', '')"
    )
    measure(AS_OF)
    assert statistics.execute("select count(*) from raw.scores").fetchone() == (4,)


def test_the_night_s_run_says_what_was_answered(statistics, act_as):
    measure(AS_OF)
    [(status, counts)] = (
        act_as(Role.OPERATOR).execute("select status, counts from crm.run where step = 'measure'").fetchall()
    )
    assert (status, counts) == ("done", {"comparisons": 2, "better": 1, "inconclusive": 1})
