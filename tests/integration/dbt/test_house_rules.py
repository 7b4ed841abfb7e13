"""The conventions of dbt/, each as a test that says what to do: read from the project as dbt itself parsed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roundtrip import load, settings, transform

BOOKKEEPING = ("staging/crm", "staging/landing")
MAY_READ = {
    "staging": ("staging",),
    "marts": ("staging", "marts"),
    "segments": ("marts", "segments"),
    "publish": ("segments", "marts", "publish", *BOOKKEEPING),
    "results": ("marts", "segments", "results", *BOOKKEEPING),
}
PREFIXES = {
    "staging": ("stg_",),
    "marts": ("dim_", "fct_", "int_"),
    "segments": ("seg_", "segment_"),
    "publish": ("eligibility", "exit", "int_"),
    "results": ("rpt_", "lift_statistics"),
}
FORBIDDEN = {
    "what differs from run to run": r"\b(now\s*\(|current_date|current_timestamp|clock_timestamp|random\s*\()",
    "what another engine does not know": r"\b(distinct\s+on|generate_series|qualify|to_char|extract\s*\(|on\s+conflict)\b",
    "ordered string_agg": r"string_agg\s*\([^)]*order\s+by",
    "an array": r"\barray\s*[\[(]|\w\[\]",
    "opening JSON by hand; use macros/dialect/json.sql in staging": r"->|#>|@>|\bjsonb?_",
    "a type by one engine's name; use dbt.type_*()": r"(::\s*|\bas\s+)(text|varchar|double\s+precision|bigint|numeric)\b",
    "a time zone by hand; use macros/as_of.sql": r"at\s+time\s+zone",
    "max of a boolean; use bool_or": r"\bmax\(\s*(is|has)_",
}


@pytest.fixture(scope="module")
def manifest(module_database: str) -> Any:
    return transform.invoke(["parse"], as_of=date(2026, 11, 10))


@pytest.fixture(scope="module")
def models(manifest: Any) -> list[Any]:
    found = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    assert len(found) > 60
    return found


def _layer(model: Any) -> str:
    return str(model.original_file_path).split("/")[1]


def _room(model: Any) -> str:
    return str(Path(model.original_file_path).parent.relative_to("models"))


RULES: dict[str, Callable[[Any], bool]] = {
    "has a .yml of its own name beside it": lambda model: (
        str(model.patch_path or "").removeprefix("roundtrip://") == model.original_file_path.replace(".sql", ".yml")
    ),
    "states its grain: the description begins with One row per": lambda model: model.description.startswith(
        "One row per "
    ),
    "describes its columns": lambda model: (
        bool(model.columns) and all(column.description.strip() for column in model.columns.values())
    ),
    "has the prefix of its layer": lambda model: model.name.startswith(PREFIXES[_layer(model)]),
    "is called stg_<feed>__<table> in staging/<feed>": lambda model: (
        _layer(model) != "staging" or model.name.startswith(f"stg_{_room(model).removeprefix('staging/')}__")
    ),
    "reads a source only in staging": lambda model: _layer(model) == "staging" or not model.sources,
    "promises its columns in results (contract, grant to the BI reader)": lambda model: (
        _layer(model) != "results"
        or (model.contract.enforced and "roundtrip_bi_reader" in model.config.grants.get("select", []))
    ),
    "says of itself as_of, data_through_at, is_final, zone and currency in rpt_": lambda model: (
        not model.name.startswith("rpt_")
        or {"as_of", "data_through_at", "is_final", "reporting_timezone", "currency"} <= set(model.columns)
    ),
    "names real feeds in meta.feeds where it is a segment": lambda model: (
        not model.name.startswith("seg_")
        or (bool(feeds := set(model.config.meta.get("feeds", []))) and feeds <= {feed.name for feed in load.feeds()})
    ),
    "fails when the columns of an incremental model change": lambda model: (
        model.config.materialized != "incremental" or model.config.on_schema_change == "fail"
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_model(models, rule):
    assert [model.name for model in models if not RULES[rule](model)] == []


def test_layers_read_only_what_they_may(manifest, models):
    crossed = [
        f"{model.name} reads {manifest.nodes[parent].name}"
        for model in models
        for parent in model.depends_on.nodes
        if parent.startswith("model.") and not _room(manifest.nodes[parent]).startswith(MAY_READ[_layer(model)])
    ]
    assert crossed == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_model_uses(models, what):
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    assert [model.name for model in models if pattern.search(_sql_of(model))] == []


@pytest.mark.parametrize(
    ("what", "sql"),
    [
        ("what differs from run to run", "select now() as moment"),
        ("what another engine does not know", "select distinct on (a) a from b"),
        ("ordered string_agg", "select string_agg(a, ',' order by a) from b"),
        ("an array", "select array[1, 2]"),
        ("opening JSON by hand; use macros/dialect/json.sql in staging", "select a ->> 'b' from c"),
        ("a type by one engine's name; use dbt.type_*()", "select cast(a as text) from b"),
        ("a time zone by hand; use macros/as_of.sql", "select a at time zone 'UTC' from b"),
        ("max of a boolean; use bool_or", "select max(is_member) from b"),
    ],
)
def test_the_search_for_forbidden_sql_finds_it(what, sql):
    assert re.search(FORBIDDEN[what], sql, re.IGNORECASE)


def test_every_feed_has_a_source_and_every_source_a_feed(manifest):
    raw = {source.name for source in manifest.sources.values() if source.schema == "raw"}
    used = {feed.name for feed in load.feeds() if not feed.suppresses} - {
        "consents"
    }  # people.identify writes those to crm
    assert raw == used | {"batch", "feed_status", "person_value", "scores"}


def test_every_feed_is_staged(manifest, models):
    read = {parent for model in models if _layer(model) == "staging" for parent in model.depends_on.nodes}
    assert [source.name for key, source in manifest.sources.items() if source.schema == "raw" and key not in read] == []


def test_rules_that_decide_are_unit_tested(manifest):
    tested = {test.model for test in manifest.unit_tests.values()}
    assert tested >= {"fct_session", "segment_change", "segment_membership", "eligibility", "int_tested", "int_contact"}


def _sql_of(model: Any) -> str:
    """The model without its Jinja and comments: macros may do what a model may not."""
    text = (settings.load().dbt_project / model.original_file_path).read_text()
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|--[^\n]*", " ", text, flags=re.DOTALL)
