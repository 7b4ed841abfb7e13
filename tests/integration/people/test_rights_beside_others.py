"""Who states somebody else's address gets no right over what is known by that address: neither to see it nor to erase it."""

from __future__ import annotations

import io
from datetime import timedelta

import orjson
import pytest
from tests.integration.people.conftest import AS_OF, profile

from roundtrip import rights

ADDRESS = "ada@example.com"


@pytest.fixture
def stranger(know, look):
    """Ada, a lead who has an account; and an account of a later night that states her address. The latter's person_id."""
    at = {"created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"}
    lead = {"lead_id": "l1", "email": ADDRESS, "company": "Analytical Engines", "source": "form", "status": "new"} | at
    know(leads=[lead], profiles=[profile("ada", email=ADDRESS)])
    know(profiles=[profile("stranger", email=ADDRESS)], as_of=AS_OF + timedelta(days=1))
    (person,) = look("select person_id from crm.identifier where value = 'stranger'")
    return person


def test_an_export_holds_nothing_of_hers(stranger):
    out = io.BytesIO()
    rights.export(stranger, "a test", out)
    found = orjson.loads(out.getvalue())
    assert [row["user_id"] for row in found["raw.profiles"]] == ["stranger"]
    assert found["raw.leads"] == []


def test_an_erasure_leaves_her_rows_and_records(stranger, look, tmp_path):
    rights.erase(stranger, by="a test")
    assert look("select company, starts_with(email_hash, 'erased:') from raw.leads") == [("Analytical Engines", False)]
    (leads,) = (tmp_path / "landing" / "leads").iterdir()
    assert ADDRESS in leads.read_text()
    profiles = look("select user_id, starts_with(email_hash, 'erased:') from raw.profiles order by batch_id")
    assert profiles[0] == ("ada", False)
    assert profiles[1][1]


def test_a_row_of_hers_on_a_device_that_is_first_somebody_elses_stays_hers(know, look, tmp_path):
    seen = [("1", "bob", None), ("2", "ada", "adas-browser"), ("3", None, "adas-browser"), ("4", None, None)]
    row = {"event": "opened", "device_id": "tablet-of-all"}
    know(
        app_events=[
            row
            | {"event_id": number, "occurred_at": f"2026-11-0{number}T10:00:00Z", "user_id": user, "anonymous_id": app}
            for number, user, app in seen
        ]
    )
    (bob,) = look("select person_id from crm.identifier where value = 'bob'")
    rights.erase(bob, by="a test")
    assert look("select event_id from raw.app_events where starts_with(device_id, 'erased:') order by 1") == ["1", "4"]
    (file,) = (tmp_path / "landing" / "app_events").iterdir()
    assert [orjson.loads(line)["event_id"] for line in file.read_bytes().splitlines()] == ["2", "3"]
