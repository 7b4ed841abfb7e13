"""What a person reads who wrote a file that cannot be read: the file, the field as it stands there, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundtrip import declared
from roundtrip.domain.campaign import Campaign

WIN_BACK = next(path for path in declared.campaign_files() if path.name == "win_back.yml").read_text()

FAULTS = {
    "a duration or never, and neither": (
        "again_after: 14 days",
        "again_after: two weeks",
        "again_after: 'two weeks' is not a duration; write a number and minutes, hours, days or weeks,"
        " as in `14 days`, or write 'never'",
    ),
    "no such zone": (
        "timezone: recipient",
        "timezone: Europe/Berln",
        "schedule.timezone: 'Europe/Berln' is not a time zone; write one as in `Europe/Berlin`, or write 'recipient'",
    ),
    "no such weekday": (
        "days: daily",
        "days: [tuesday]",
        "schedule.days.0: write 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or 'sun'",
    ),
    "no such mode": ("mode: live", "mode: on", "mode: write 'draft', 'shadow', 'seed_list', 'live' or 'paused'"),
    "a misspelled key": ("priority:", "prioritie:", "prioritie: unknown key; remove it or correct its spelling"),
    "a missing key below": ("subject:", "object:", "steps.0.variants.plain.subject: is missing; add it"),
    "month 13": (
        "priority: 50",
        "starts_on: 2026-13-01",
        "not readable as YAML, line 12: 2026-13-01 is no date: month must be in 1..12; correct it there",
    ),
    "a key that stands twice": ("priority: 50", "holdout: 10%", 'line 12: found duplicate key "holdout"'),
}


def faults_of(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "c.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(declared.DeclarationError) as refused:
        declared.read(path, Campaign)
    return refused.value.faults


@pytest.mark.parametrize(("right", "wrong", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_sentence_about_the_field_as_it_is_written(tmp_path, right, wrong, sentence):
    said = [fault for fault in faults_of(tmp_path, WIN_BACK.replace(right, wrong)) if sentence in fault]
    assert len(said) == 1
    assert said[0].startswith("c.yml: ")
    assert "\n" not in said[0]


@pytest.mark.parametrize("text", ["", "- a\n", "[" * 3000, b"\xff\xfe i", "a: b: c\n"])
def test_what_holds_no_campaign_at_all_is_one_fault(tmp_path, text):
    assert len(faults_of(tmp_path, text)) == 1


def test_a_file_that_would_never_be_read_is_a_fault(tmp_path):
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "spring.yaml").write_text(WIN_BACK)
    assert declared.campaigns(tmp_path) == ([], ["spring.yaml: is not read; rename it to spring.yml"])
