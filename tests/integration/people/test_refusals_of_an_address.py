"""A no that was stated by an address binds whoever the address turns out to belong to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.people.conftest import AS_OF, profile

ADDRESS = "ada@example.com"
NOW = """
    select is_granted from crm.current_consent
    where person_id = (select person_id from crm.identifier where kind = 'user_id' and value = 'ada')
"""


def said(number: int, is_granted: bool, at: str, **who: str) -> dict[str, Any]:
    row = {"consent_id": f"c{number}", "channel": "email", "topic": "offers", "source": "form"}
    return row | {"is_granted": is_granted, "stated_at": f"2026-11-{at}T10:00:00Z"} | who


@pytest.fixture
def address_that_moved(know):
    """The address of a lead, known by a cookie before it, comes to an account: two accounts have it, so that the cookie parts."""

    def know_it(*consents: dict[str, Any]) -> None:
        at = {"created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z"}
        lead = {"lead_id": "l1", "email": ADDRESS, "web_cookie": "ck1", "source": "form", "status": "new"} | at
        know(web_visits=[{"visit_id": "v1", "web_cookie": "ck1", "started_at": "2026-11-01T10:00:00Z"}])
        know(leads=[lead], consents=[*consents], as_of=AS_OF + timedelta(days=1))
        yes = said(9, True, "04", user_id="ada")
        accounts = [profile("ada", email=ADDRESS), profile("bob", email=ADDRESS)]
        know(profiles=accounts, consents=[yes], as_of=AS_OF + timedelta(days=2))

    return know_it


def test_a_no_goes_where_the_address_goes(address_that_moved, look):
    address_that_moved(said(1, False, "06", email=ADDRESS))
    assert look("select count(distinct person_id) from crm.identifier where value in ('ck1', 'ada')") == [2]
    assert look(NOW) == [False]


def test_a_no_that_was_taken_back_does_not(address_that_moved, look):
    address_that_moved(said(1, False, "02", email=ADDRESS), said(2, True, "03", email=ADDRESS))
    assert look(NOW) == [True]


def test_what_the_parted_one_said_by_another_name_stays_theirs(address_that_moved, look):
    address_that_moved(said(1, False, "06", phone="+49301234567"))
    assert look(NOW) == [True]
