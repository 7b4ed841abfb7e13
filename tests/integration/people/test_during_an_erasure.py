"""People are not told apart while somebody is half erased: raw would name them otherwise than their identifiers do."""

from __future__ import annotations

import pytest
from tests.integration.people.conftest import AS_OF, event, profile

from roundtrip import rights
from roundtrip.load import load_night
from roundtrip.people import identification, identify
from roundtrip.rights import steps


def crash(_: object) -> None:
    raise ConnectionError("the server went away")


@pytest.fixture
def half_erased(know, landing, look, monkeypatch):
    """Ada, whose rows of raw are erased and whose identifiers are not, because of a crash; one file is not identified yet."""
    know(profiles=[profile("ada-lovelace", email="ada@example.com"), profile("bob")])
    (ada,) = look("select person_id from crm.identifier where value = 'ada-lovelace'")
    landing.land(app_events=[event(1, "ada-lovelace", "adas-device"), event(2, "bob", "bobs-device")])
    load_night(AS_OF, feeds=["app_events"])
    with monkeypatch.context() as patch:
        patch.setitem(steps.STEPS, "ledger", crash)
        with pytest.raises(ConnectionError):
            rights.erase(ada, by="a test")
    return ada


def test_nobody_is_told_apart_until_it_is_finished(half_erased, look):
    with pytest.raises(identification.HalfErased, match=f"person {half_erased} "):
        identify(AS_OF)
    rights.erase(half_erased, by="a test")
    identify(AS_OF)
    assert look("select kind, person_id from crm.identifier where starts_with(value, 'erased:') order by kind") == [
        ("device_id", half_erased),
        ("email", half_erased),
        ("user_id", half_erased),
    ]
