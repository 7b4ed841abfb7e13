"""The whole project on a migrated database in which nothing has happened yet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from roundtrip import load, settings, transform
from roundtrip.db import Role, connect

AS_OF = date(2026, 11, 10)


@pytest.fixture(scope="module")
def built(module_database: str) -> transform.BuildReport:
    load.ensure_tables()
    return transform.build(AS_OF, "path:models")


def test_the_three_selections_of_a_night_hold_every_model_once(built):
    listed = [
        name
        for selector in transform.SELECTORS
        for name in transform.invoke(["list", "--selector", selector, "--resource-type", "model"], as_of=AS_OF)
    ]
    models = list((settings.load().dbt_project / "models").rglob("*.sql"))
    assert len(listed) == len(set(listed)) == len(models)
    assert built.models == len(_with_relation(transform.invoke(["parse"], as_of=AS_OF)))


def test_unit_tests_of_the_project_pass(built):
    done = transform.invoke(["test", "--select", "test_type:unit"], as_of=AS_OF)
    tests = [result for result in done.results if result.node.resource_type == "unit_test"]
    assert {str(result.status) for result in tests} == {"pass"}
    assert len(tests) == _unit_tests_written()


def test_columns_are_described_as_they_are(built, module_database):
    with psycopg.connect(module_database) as db:
        rows = db.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema in ('staging', 'marts', 'segments', 'publish', 'results')"
        ).fetchall()
    manifest = transform.invoke(["parse"], as_of=AS_OF)
    described = {(model.name, column) for model in _with_relation(manifest) for column in model.columns}
    assert described ^ set(rows) == set()


def test_documentation_generates(built):
    transform.invoke(["docs", "generate"], as_of=AS_OF)
    assert (settings.load().home / "dbt" / "target" / "catalog.json").stat().st_size > 0


def test_a_bi_reader_reads_results_and_nothing_else(built):
    with connect(Role.BI_READER, autocommit=True) as db:
        assert db.execute("select count(*) from results.rpt_campaign_lift").fetchone() == (0,)
        for table in (
            "marts.dim_person",
            "segments.segment_membership",
            "publish.eligibility",
            "staging.stg_crm__person",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(f"select * from {table}")


def test_the_decider_reads_what_leaves_dbt(built):
    with connect(Role.DECIDER) as db:
        for table in ("publish.eligibility", "segments.seg_onboarding", "marts.dim_person"):
            assert db.execute(f"select * from {table}").fetchall() == []


def test_a_failing_node_is_named_with_what_it_said(built, module_database):
    with psycopg.connect(module_database, autocommit=True) as db:
        db.execute("alter table raw.ad_spend rename to ad_spend_gone")
        db.execute("comment on view staging.stg_ad_spend__day is null")  # so that it is made again
        try:
            with pytest.raises(
                transform.TransformError, match=r"(?s)model stg_ad_spend__day .*raw\.ad_spend.* does not exist"
            ):
                transform.build(AS_OF, "stg_ad_spend__day")
        finally:
            db.execute("alter table raw.ad_spend_gone rename to ad_spend")
        assert (
            db.execute("select error from crm.run order by run_id desc limit 1")
            .fetchone()[0]
            .startswith("TransformError")
        )


def test_a_selection_of_nothing_is_an_error(built):
    with pytest.raises(transform.TransformError):
        transform.build(AS_OF, "no_such_model")


def test_an_older_night_is_not_built_over_a_newer_one(built):
    with pytest.raises(transform.OlderNight, match="2026-11-10"):
        transform.build(AS_OF - timedelta(days=1))


def _with_relation(manifest: Any) -> list[Any]:
    """Models that the database knows by their name."""
    models = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    return [model for model in models if model.config.materialized != "ephemeral"]


def _unit_tests_written() -> int:
    files = (settings.load().dbt_project / "models").rglob("*.yml")
    return sum(text.count("\n    model: ") for text in map(Path.read_text, files))
