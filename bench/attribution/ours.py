"""Roundtrip's side: touches and goals as its marts have them, then its own models and its own step."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import psycopg

from bench.attribution.journeys import WINDOW_DAYS
from roundtrip import measure, transform
from roundtrip.db import Role, connect

PATHS = ("stg_landing__markov_score", "fct_path", "int_unconverted_touch", "rpt_attribution_transition")
CREDITS = ("int_markov_effect", "int_credit", "fct_attribution_credit")


def take(touches: pl.DataFrame, as_of: date) -> None:
    """Make the two tables and fill them; let dbt read its project, which a night finds read."""
    transform.invoke(["parse"], as_of=as_of)
    with connect(Role.TRANSFORMER) as db:
        db.execute((Path(__file__).parent / "marts.sql").read_text())
        _copy(db, "fct_touch", _touches(touches))
        _copy(db, "fct_goal", _goals(touches))
    with connect(Role.TRANSFORMER, autocommit=True) as db:
        db.execute("analyze marts.fct_touch")
        db.execute("analyze marts.fct_goal")


def credit(as_of: date, *reports: str) -> int:
    """What a night does once its touches are known, and reports of it by name; how many touches it credited."""
    transform.invoke(["run", "--select", *PATHS], as_of=as_of)
    measure.score_channels(as_of)
    transform.invoke(["run", "--select", *CREDITS, *reports], as_of=as_of)
    with connect(Role.TRANSFORMER) as db:
        [(credited,)] = db.execute("select count(*) from marts.int_credit").fetchall()
    return int(credited)


def _touches(touches: pl.DataFrame) -> pl.DataFrame:
    return touches.select(
        pl.lit("web_visit").alias("kind"),
        pl.format("{}:{}", pl.col("person_id"), pl.col("nth").cast(pl.String).str.zfill(2)).alias("touch_id"),
        "person_id",
        "touched_at",
        "channel",
        pl.lit("bench").alias("source"),
        pl.lit(None, dtype=pl.String).alias("campaign"),
        (pl.col("touched_at") + timedelta(days=WINDOW_DAYS)).alias("window_ends_at"),
    )


def _goals(touches: pl.DataFrame) -> pl.DataFrame:
    return touches.filter((pl.col("nth") == 1) & pl.col("is_converted")).select(
        pl.lit("order").alias("goal"),
        pl.col("person_id").cast(pl.String).alias("conversion_id"),
        "person_id",
        "converted_at",
        pl.col("converted_at").dt.date().alias("converted_on"),
        "revenue_minor",
    )


def _copy(db: psycopg.Connection, table: str, rows: pl.DataFrame) -> None:
    with db.cursor().copy(f"copy marts.{table} from stdin (format csv)") as into:
        into.write(rows.write_csv(include_header=False))
