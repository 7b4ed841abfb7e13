"""The metric table against the models: it names columns that exist, and no number that BI reads goes without a name."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from roundtrip import settings, transform

NAMED_IN_FULL = (
    "rpt_usage_daily",
    "rpt_usage_weekly",
    "rpt_usage_monthly",
    "rpt_session_distribution",
    "rpt_feature_usage",
    "rpt_customer_monthly",
    "rpt_retention",
    "rpt_funnel",
    "rpt_base_quality",
    "rpt_acquisition_daily",
    "rpt_ltv_cohort",
)
NUMBERS = ("bigint", "integer", "numeric", "double precision")
NO_MEASURE = {"day_number", "opening", "step", "days", "known_days"}
"""Numbers that say which row it is, or over how long it counts."""


@pytest.fixture(scope="module")
def metrics() -> list[dict[str, str]]:
    with (settings.load().dbt_project / "seeds" / "metric.csv").open() as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def columns(module_database: str) -> dict[str, Any]:
    """By `model.column` of results: its type, without its precision."""
    parsed = transform.invoke(["parse"], as_of=date(2026, 11, 10))
    return {
        f"{node.name}.{column.name}": column.data_type.partition("(")[0]
        for node in parsed.nodes.values()
        if node.resource_type == "model" and node.name.startswith("rpt_")
        for column in node.columns.values()
    }


def test_every_metric_is_made_of_columns_that_are_there(metrics, columns):
    named = [(row["metric"], row[part]) for row in metrics for part in ("numerator", "denominator") if row[part]]
    assert [(metric, column) for metric, column in named if columns.get(column) not in NUMBERS] == []


def test_every_number_has_a_name(metrics, columns):
    named = {row[part] for row in metrics for part in ("numerator", "denominator")}
    numbers = {
        column
        for column, data_type in columns.items()
        if column.startswith(tuple(f"{model}." for model in NAMED_IN_FULL)) and data_type in NUMBERS
    }
    assert sorted(numbers - named - {column for column in numbers if column.split(".")[1] in NO_MEASURE}) == []


def test_a_metric_says_what_it_is(metrics):
    assert [
        row["metric"] for row in metrics if not all((row["label"], row["window"], row["unit"], row["description"]))
    ] == []
    assert {row["additive"] for row in metrics} == {"yes", "no"}
    assert [row["metric"] for row in metrics if row["denominator"] and row["additive"] == "yes"] == []
