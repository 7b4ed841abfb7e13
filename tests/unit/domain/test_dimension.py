"""Dimensions as people write them: what is refused says which field and what to write instead."""

from __future__ import annotations

import pytest

from roundtrip import declared
from roundtrip.domain.dimension import Dimensions
from roundtrip.transform import dimensions as checked

FAULTS = {
    "a column no event has": (
        "{of: event, column: colour}",
        "basket: column: 'colour' is none of an event's; write one of",
    ),
    "neither column nor property": ("{of: event}", "basket: of an event needs either `column` or `property`"),
    "both": ("{of: event, column: city, property: items}", "basket: of an event needs either `column` or `property`"),
    "a property that is SQL": ("{of: event, property: items; drop}", "basket.property: 'items; drop' is no plain name"),
    "an event with a quote": (
        '{of: event, property: items, when: "it\'s"}',
        'basket.when: "it\'s" cannot name an event',
    ),
    "when without a property": ("{of: event, column: city, when: cart}", "basket: when: belongs to a `property`"),
    "several of an event": ("{of: event, column: city, many: true}", "basket: of an event has one value"),
    "a person without a column": ("{of: person}", "basket: of a person needs `column`"),
    "several without a model": ("{of: person, many: true, column: gender}", "basket: many and `model` go together"),
    "a column of segments": ("{of: segment, many: true, column: a}", "basket: of segments is written"),
    "an unknown origin": ("{of: weather}", "basket.of: write 'event', 'person' or 'segment'"),
    "no such column": (
        "{of: person, column: shoe_size}",
        "dim_person has no column 'shoe_size'; write one of person_id,",
    ),
    "no such model": ("{of: person, many: true, model: dim_pet, column: name}", "there is no dbt model 'dim_pet'"),
}


def fault_of(folder, monkeypatch, text: str) -> str:
    (folder / "dimensions.yml").write_text(text)
    read = declared.dimensions
    monkeypatch.setattr(declared, "dimensions", lambda: read(folder))
    with pytest.raises(declared.DeclarationError) as refused:
        checked.dimensions()
    (fault,) = refused.value.faults
    return fault


@pytest.mark.parametrize(("written", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_file_field_and_remedy(tmp_path, monkeypatch, written, said):
    fault = fault_of(tmp_path, monkeypatch, f"dimensions:\n  basket: {written}\n")
    assert fault.startswith("dimensions.yml: ")
    assert said in fault


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["total: {of: event, column: city}"], "'total' means everybody together; choose another name"),
        (["a: {of: event, column: city}", "a: {of: event, column: country}"], 'found duplicate key "a"'),
        (["a: {of: event, column: city}", "b: {of: event, column: city}"], "'b' is the same column as 'a'"),
        (
            ["a: {of: event, property: Items}", "b: {of: event, property: items}"],
            "'Items' and 'items' differ by capitals",
        ),
        (["Basket: {of: event, column: city}"], "Basket"),
    ],
)
def test_names_are_told_apart(tmp_path, monkeypatch, lines, said):
    assert said in fault_of(tmp_path, monkeypatch, "\n  ".join(["dimensions:", *lines]) + "\n")


def test_what_models_loop_over():
    given = {
        "basket": {"of": "event", "property": "items", "when": "cart_updated"},
        "bag": {"of": "event", "property": "items"},
        "gender": {"of": "person", "column": "gender"},
    }
    made = Dimensions.model_validate({"dimensions": given})
    assert made.properties == ["items"]
    assert [(d["name"], d["column"]) for d in made.for_models()] == [
        ("basket", "property_basket"), ("bag", "property_bag"), ("gender", "gender"),
    ]  # fmt: skip


def test_the_shipped_ones_hold():
    shipped = checked.dimensions().dimensions
    assert {"platform", "os_version", "country", "source", "campaign", "age_band", "segment", "interest"} <= set(
        shipped
    )
    assert [name for name, dimension in shipped.items() if dimension.many] == ["interest", "segment"]
