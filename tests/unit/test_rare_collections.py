"""The collector is left as it was found."""

from __future__ import annotations

import gc

import pytest

from roundtrip.rare_collections import NEW_OBJECTS, rare_collections


def broken() -> None:
    with rare_collections():
        assert gc.get_threshold()[0] == NEW_OBJECTS
        raise ZeroDivisionError


def test_it_collects_as_before_also_after_an_error():
    before = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError):
        broken()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
