"""A funnel file: what it means to the models, and what a person reads whose file is wrong."""

from __future__ import annotations

import pytest

from roundtrip import declared
from roundtrip.domain.funnel import Funnel

SHIPPED = {funnel.funnel: funnel for funnel in declared.funnels()}
FILE = """
funnel: buy
goal: People who fill a cart buy
within: 2 hours
steps:
  - {id: filled, did: cart_updated, where: {items: [2, three], is_gift: true}}
  - {id: asked, screen: help}
"""
FAULTS = {
    "a step of nothing": (", screen: help", "", "steps.1: a step needs `did` (an event) or `screen`; write one of them"),
    "one step": ("  - {id: asked, screen: help}", "", "steps: a funnel has 2 to 12, not 1; add or remove some"),
    "one id twice": ("id: asked", "id: filled", "steps: 'filled' is the id of two steps; give one of them an id of its own"),
    "no window": ("2 hours", "soon", "within: 'soon' is not a duration; write a number and minutes, hours, days or weeks"),
    "a property no column can be": ("items:", "cart.items:", "steps.0.where"),
    "no value at all": ("[2, three]", "[]", "where: items lists no value, so that nobody gets there; write one or remove it"),
    "entered now and then": ("within:", "entries: weekly\nwithin:", "entries: write 'once' or 'daily'"),
    "a key nobody knows": ("screen: help", "sceen: help", "steps.1.sceen: unknown key; remove it or correct its spelling"),
}  # fmt: skip


def read(folder, text, name="buy"):
    path = folder / f"{name}.yml"
    path.write_text(text)
    return declared.read(path, Funnel)


def test_values_become_the_texts_that_json_gives(tmp_path):
    funnel = read(tmp_path, FILE)
    assert funnel.for_models() == {
        "name": "buy",
        "seconds": 7200,
        "entries": "daily",
        "steps": [
            {"id": "filled", "did": "cart_updated", "screen": None, "where": {"items": ["2", "three"], "is_gift": ["true"]}},
            {"id": "asked", "did": None, "screen": "help", "where": {}},
        ],
    }  # fmt: skip
    assert funnel.properties == {"items", "is_gift"}


@pytest.mark.parametrize(("right", "wrong", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_file_field_and_remedy(tmp_path, right, wrong, sentence):
    with pytest.raises(declared.DeclarationError) as refused:
        read(tmp_path, FILE.replace(right, wrong))
    assert len(refused.value.faults) == 1
    assert refused.value.faults[0].startswith("buy.yml: ")
    assert sentence in refused.value.faults[0]


def test_a_file_is_called_what_its_funnel_is_called(tmp_path):
    (tmp_path / "funnels").mkdir()
    (tmp_path / "funnels" / "sell.yml").write_text(FILE)
    (tmp_path / "funnels" / "more.yaml").write_text(FILE)
    with pytest.raises(declared.DeclarationError) as refused:
        declared.funnels(tmp_path)
    assert refused.value.faults == [
        "more.yaml: is not read; rename it to more.yml",
        "sell.yml: funnel: 'buy' is not the file's name; write `funnel: sell`",
    ]


def test_two_funnels_come_along():
    assert list(SHIPPED) == ["first_purchase", "visit_to_sign_up"]
    assert [step.did for step in SHIPPED["visit_to_sign_up"].steps] == ["web_visited", "app_installed", "signed_up"]
