"""What every shipped segment keeps to, and what the words segments are written with say when they are misused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roundtrip import settings, transform

AS_OF = date(2026, 11, 10)
SHIPPED_AT_LEAST = 12
LINES = 15


@pytest.fixture(scope="module")
def manifest(module_database: str) -> Any:
    return transform.invoke(["parse"], as_of=AS_OF)


@pytest.fixture(scope="module")
def segments(manifest: Any) -> list[Any]:
    found = [node for node in manifest.nodes.values() if node.name.startswith("seg_")]
    assert len(found) >= SHIPPED_AT_LEAST
    return found


def test_every_segment_is_unit_tested(manifest, segments):
    tested = {test.model for test in manifest.unit_tests.values()}
    assert [segment.name for segment in segments if segment.name not in tested] == []


def test_every_segment_is_a_few_lines(segments):
    folder = settings.load().dbt_project
    lengths = {each.name: len((folder / each.original_file_path).read_text().splitlines()) for each in segments}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_segments_read_tables_so_that_none_reads_raw_again(manifest, segments):
    parents = {parent for segment in segments for parent in segment.depends_on.nodes}
    assert [name for name in parents if manifest.nodes[name].config.materialized not in ("table", "incremental")] == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "did('purchases')",
            "did: 'purchases' is no activity; write one of event, session, purchase, subscription, web_visit,"
            " or 'event:purchases' if that is what the app calls an event",
        ),
        ("did_not('purchase', within_days=-3)", "did_not: within_days=-3 is no whole number of at least 1; correct it"),
        (
            "did_then_not('event:a', 'purchase', within_days=7, lookback_days=7)",
            "did_then_not: lookback_days=7 is not longer than within_days=7, so that nobody could be found; make it longer",
        ),
        ("has('gendre', 'female')", "has: dim_person has no column 'gendre'; write one of person_id, unit_id,"),
    ],
)
def test_a_misused_word_says_which_and_what_to_write(manifest, capfd, written, said):
    with pytest.raises(transform.TransformError) as refused:
        transform.invoke(["compile", "--inline", f"select 1 where {{{{ {written} }}}}"], as_of=AS_OF)
    assert said in capfd.readouterr().out + str(
        refused.value
    )  # of an inline query dbt prints it, of a model it raises it
