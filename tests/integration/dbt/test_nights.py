"""Two small nights of simulated people: the planner knows every table, and what BI reads of usage adds up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from demo.simulator import Simulation
from roundtrip import load, night, people, transform
from roundtrip.transform.dimensions import dimensions

FIRST = date(2026, 11, 10)
SECOND = FIRST + timedelta(days=1)


@pytest.fixture(scope="module")
def simulation(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    landing = tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        simulation = Simulation(7, 1500, 9, FIRST, landing)
        simulation.write_history()
        night.ensure_partitions(FIRST)
        _load(FIRST)
        transform.build(FIRST)
        yield simulation


@pytest.fixture(scope="module")
def db(module_database: str) -> Any:
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


def test_the_planner_is_told_of_every_table_before_the_next_model_reads_it(simulation, db):
    """Autovacuum may come too, a minute late: with 20,000 people a segment took one for a plan made for unknown columns."""
    filled = db.execute("""
        select relname, last_analyze is not null from pg_stat_user_tables
        where schemaname in ('marts', 'segments') and n_live_tup > 0
    """).fetchall()
    assert filled
    assert [name for name, is_told in filled if not is_told] == []


@pytest.fixture(scope="module")
def reported(simulation) -> None:
    """What BI reads of usage, as of the second night."""
    simulation.write_day(FIRST)
    _load(SECOND)
    transform.build(SECOND)
    transform.build(SECOND, "results")


@pytest.mark.parametrize(("model", "period"), [("daily", "day"), ("weekly", "week"), ("monthly", "month")])
def test_everybody_counts_once_in_the_total(reported, db, model, period):
    """Counted from the days of people without the rollups' short cuts; what may be several of a person is in no total."""
    wrong = db.execute(
        sql.SQL("""
            with counted as (
                select date_trunc({period}, active_on::timestamp)::date as period_start,
                    count(distinct person_id) filter (where events > 0) as active_users,
                    count(distinct person_id) filter (where orders > 0) as buyers,
                    count(*) filter (where is_new) as new_users, sum(sessions) as sessions, sum(revenue_minor) as revenue_minor
                from marts.fct_user_day
                group by 1
            )
            select period_start, told.active_users, counted.active_users
            from (select * from results.{model} where dimension = 'total') as told
            full join counted using (period_start)
            where (told.active_users, told.buyers, told.new_users, told.sessions, told.revenue_minor) is distinct from
                (counted.active_users, counted.buyers, counted.new_users, counted.sessions, counted.revenue_minor)
        """).format(period=period, model=sql.Identifier(f"rpt_usage_{model}"))
    ).fetchall()
    assert wrong == []


@pytest.mark.parametrize("model", ["rpt_usage_daily", "rpt_usage_weekly", "rpt_usage_monthly", "rpt_customer_monthly"])
def test_values_of_a_dimension_add_up_to_the_total(reported, db, model):
    when = "month_start" if model == "rpt_customer_monthly" else "period_start"
    measures = [column for column in _columns(db, model, "bigint") if column != "days"]
    several = [dimension["name"] for dimension in dimensions().for_models() if dimension["many"]]
    summed = sql.SQL(", ").join(sql.SQL("sum({})").format(sql.Identifier(name)) for name in measures)
    rows = db.execute(
        sql.SQL(
            "select dimension, {when}, array[{summed}] from results.{model} where dimension <> all(%s) group by 1, 2"
        ).format(when=sql.Identifier(when), summed=summed, model=sql.Identifier(model)),
        [several],
    ).fetchall()
    sums = {(dimension, period): values for dimension, period, values in rows}
    wrong = [key for key, values in sums.items() if values != sums["total", key[1]]]
    assert wrong == []
    assert len(measures) > 8
    assert len({dimension for dimension, _ in sums}) > 5


def test_every_metric_can_be_computed(reported, db):
    """Numerator by denominator over everybody, as the metric table says; those of usage have a value here."""
    empty = []
    for metric, numerator, denominator in db.execute(
        "select metric, numerator, denominator from results.metric"
    ).fetchall():
        value = db.execute(_quotient(db, numerator, denominator)).fetchone()
        if numerator.startswith(("rpt_usage", "rpt_session", "rpt_feature", "rpt_customer")) and value == (None,):
            empty.append(metric)
    assert empty == []


def _quotient(db: psycopg.Connection[Any], numerator: str, denominator: str | None) -> sql.Composed:
    model, _, above = numerator.partition(".")
    below = sql.SQL("sum({})").format(sql.Identifier(denominator.partition(".")[2])) if denominator else sql.SQL("1")
    rows = sql.SQL("where dimension = 'total'") if "dimension" in _columns(db, model) else sql.SQL("")
    return sql.SQL("select sum({above})::numeric / nullif({below}, 0) from results.{model} {rows}").format(
        above=sql.Identifier(above), below=below, model=sql.Identifier(model), rows=rows
    )


def _columns(db: psycopg.Connection[Any], model: str, data_type: str = "%") -> list[str]:
    found = db.execute(
        "select column_name from information_schema.columns where table_schema = 'results' and table_name = %s"
        " and data_type like %s",
        [model, data_type],
    ).fetchall()
    return [name for (name,) in found]


def _load(as_of: date) -> None:
    load.load_night(as_of)
    load.ensure_tables()
    people.identify(as_of)
