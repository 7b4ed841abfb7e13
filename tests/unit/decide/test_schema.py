"""The schema editors read is the one the code means."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from roundtrip import declared
from roundtrip.decide.schema import campaign_schema, schema_file


def as_an_editor_reads(value: Any) -> Any:
    """A date is text to an editor."""
    if isinstance(value, dict):
        return {key: as_an_editor_reads(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_an_editor_reads(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def files() -> dict[str, Any]:
    yaml = YAML(typ="safe", pure=True)
    return {path.name: as_an_editor_reads(yaml.load(path)) for path in declared.campaign_files()}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(YAML(typ="safe", pure=True).load(schema_file().read_text()))


def test_it_is_current():
    assert schema_file().read_text() == campaign_schema(), "run `roundtrip campaign schema`"


def test_every_campaign_file_of_this_house_fits(validator):
    for name, content in files().items():
        assert not [error.message for error in validator.iter_errors(content)], name


def test_a_step_without_variants_fits(validator):
    content = copy.deepcopy(files()["win_back.yml"])
    content["steps"] = [
        {"id": "mail", "send": "email", "subject": "Hello", "template": "x"},
        {"wait": "2 days"},
        {"id": "nudge", "send": "push", "title": {"en": "a"}, "body": "b"},
    ]
    assert validator.is_valid(content)


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"again_after": "14 dayz"},
        {"holdout": 0.1},
        {"kind": "spam"},
        {"schedule": {"days": ["tuesday"], "at": "18:00"}},
        {"schedule": {"days": "daily", "at": "6 pm"}},
        {"steps": []},
    ],
)
def test_what_is_wrong_is_underlined(validator, wrong):
    assert not validator.is_valid({**files()["win_back.yml"], **wrong})
