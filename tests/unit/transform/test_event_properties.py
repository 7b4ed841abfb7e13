"""Properties that dimensions and funnels name become columns once, whoever names them."""

from __future__ import annotations

import pytest

from roundtrip.declared import DeclarationError
from roundtrip.domain.dimension import Dimensions
from roundtrip.domain.funnel import Funnel
from roundtrip.transform.event_properties import event_properties

DIMENSIONS = Dimensions.model_validate({"dimensions": {"cart_size": {"of": "event", "property": "items"}}})


def funnel(*properties: str) -> Funnel:
    steps = [{"id": f"s{n}", "did": "bought", "where": {name: 1}} for n, name in enumerate(properties)]
    return Funnel.model_validate(
        {"funnel": "buy", "goal": "x", "within": "1 day", "steps": [{"id": "a", "did": "a"}, *steps]}
    )


def test_a_property_that_both_name_is_one_column():
    assert event_properties(DIMENSIONS, [funnel("items", "colour"), funnel("colour")]) == ["colour", "items"]


def test_without_funnels_dimensions_remain():
    assert event_properties(DIMENSIONS, []) == ["items"]


def test_capitals_tell_no_columns_apart():
    with pytest.raises(DeclarationError) as refused:
        event_properties(DIMENSIONS, [funnel("Items")])
    assert refused.value.faults[0].startswith("buy.yml: steps: the property 'Items' is 'items' in dimensions.yml")
