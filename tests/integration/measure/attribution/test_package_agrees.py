"""Ten thousand journeys, credited in SQL and by the package marketing-attribution-models, which shares no code with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import psycopg
import pytest
from bench.attribution import ours, theirs
from bench.attribution.journeys import journeys

AS_OF = date(2026, 11, 12)
JOURNEYS = 10_000
TOLERANCE = {"markov": 1e-6}


@pytest.fixture(scope="module")
def touches(module_database: str) -> pl.DataFrame:
    made = journeys(JOURNEYS, AS_OF, seed=7)
    ours.take(made, AS_OF)
    ours.credit(AS_OF)
    return made


@pytest.fixture(scope="module")
def package(touches: pl.DataFrame) -> Any:
    return theirs.attributed(touches)


@pytest.fixture(scope="module")
def credits_(touches: pl.DataFrame, module_database: str) -> pl.DataFrame:
    """One row per conversion, position and model."""
    return _asked(
        module_database,
        "select conversion_id, position, channel, model, credit::float8 as credit, revenue_minor::float8 as revenue_minor"
        " from marts.fct_attribution_credit",
    )


@pytest.mark.parametrize("model", theirs.MODELS)
def test_every_journey_is_credited_as_the_package_does(credits_, package, model):
    mine = credits_.filter((pl.col("model") == model) & (pl.col("credit") > 0))
    both = _by_journey(mine, "conversion_id", "channel", "credit").join(
        _of_package(package[model]), on=["journey", "channel"], how="full", coalesce=True
    )
    apart = (both["mine"].fill_null(0) - both["theirs"].fill_null(0)).abs().max()
    assert both.height > JOURNEYS / 3
    assert apart < TOLERANCE.get(model, 1e-9)


def test_removal_effects_are_those_of_the_package(package, module_database):
    effects = _asked(module_database, "select channel, effect from staging.stg_landing__markov_score")
    found = dict(effects.iter_rows())
    expected = package["markov"].metadata["removal_effect"]["removal_effect"].to_dict()
    assert len(expected) == 8
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_last_touch_that_is_not_direct_has_it_all(credits_):
    """The package has no such model; said once more in polars."""
    last = credits_.filter(pl.col("model") == "last_non_direct").sort("conversion_id", "position")
    by_journey = last.group_by("conversion_id").agg(
        pl.col("position").filter(pl.col("channel") != "direct").max().fill_null(pl.col("position").max()).alias("due"),
        pl.col("position").filter(pl.col("credit") == 1).alias("credited"),
    )
    assert by_journey.filter(pl.col("credited").list.len() != 1).is_empty()
    assert by_journey.filter(pl.col("credited").list.first() != pl.col("due")).is_empty()


def test_revenue_is_shared_out_as_conversions_are(credits_, touches):
    """By the shares of the model, to the millionth of a cent that rounding may move, and not a millionth is lost."""
    revenue = touches.filter(pl.col("is_converted") & (pl.col("nth") == 1)).select(
        pl.col("person_id").cast(pl.String).alias("conversion_id"), pl.col("revenue_minor").alias("whole")
    )
    shared = credits_.join(revenue, on="conversion_id")
    assert shared.height == credits_.height
    assert (shared["revenue_minor"] - shared["credit"] * shared["whole"]).abs().max() < 2e-6


def test_conversions_and_revenue_add_up_to_the_last_decimal(credits_, module_database):
    wrong = _asked(
        module_database,
        """
        select goals.conversion_id, credits.model
        from marts.fct_goal as goals
        left join marts.fct_attribution_credit as credits using (goal, conversion_id)
        group by goals.conversion_id, goals.revenue_minor, credits.model
        having sum(credits.credit) is distinct from 1 or sum(credits.revenue_minor) is distinct from goals.revenue_minor
        """,
    )
    assert wrong.is_empty()


def _by_journey(rows: pl.DataFrame, journey: str, channel: str, credit: str) -> pl.DataFrame:
    keys = [pl.col(journey).cast(pl.String).alias("journey"), pl.col(channel).cast(pl.String).alias("channel")]
    return rows.group_by(keys).agg(pl.col(credit).sum().alias("mine"))


def _of_package(result: Any) -> pl.DataFrame:
    raw = result.to_raw_polars()
    channel = "attribution_channel" if "attribution_channel" in raw.columns else "channels"
    value = "attribution_value" if "attribution_value" in raw.columns else "split_value"
    a_touch_a_row = raw.explode("channels") if value == "split_value" else raw
    return _by_journey(a_touch_a_row.filter(pl.col(value) > 0), "journey_id", channel, value).rename({"mine": "theirs"})


def _asked(url: str, query: str) -> pl.DataFrame:
    with psycopg.connect(url) as db:
        answer = db.execute(query)
        return pl.DataFrame(
            answer.fetchall(), schema=[column.name for column in answer.description or []], orient="row"
        )
