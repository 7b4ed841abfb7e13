"""A person planted everywhere, erased, and looked for in every table and file."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from tests.integration.rights import planted
from tests.integration.rights.conftest import MESSAGE, NEXT, NIGHT, House

from roundtrip import declared, load, rights
from roundtrip.domain.clock import FixedClock
from roundtrip.feedback import Receiver

EVENTS = [
    {
        "email": planted.EMAIL,
        "event": "open",
        "message_id": str(MESSAGE),
        "sg_event_id": "zqx-event",
        "timestamp": 1762700000,
    },
    {"email": "plain1001@example.com", "event": "open", "message_id": "00000000-0000-0000-0000-0000000003e9"}
    | {"sg_event_id": "plain-event", "timestamp": 1762700000},
]


@pytest.fixture(scope="module")
def erased(house: House) -> dict[str, Any]:
    """The house after the erasure, and what was there before."""
    receiver = Receiver(FixedClock(datetime(2026, 11, 10, tzinfo=UTC)), ZoneInfo("UTC"))
    receiver.receive("sendgrid", orjson.dumps(EVENTS))
    shutil.copytree(house.landing, house.home.with_name("as_delivered"), dirs_exist_ok=True)
    known = {
        "person": house.person(),
        "hits": house.hits(),
        "published": house.published(),
        "others": house.rows("select * from raw.profiles where user_id like 'plain%' order by user_id"),
        "batches": house.rows("select count(*), sum(rows_in), sum(rows_loaded) from raw.batch"),
        "receiver": receiver,
    }
    known["counts"] = rights.erase(known["person"], by="a test")
    return known


def test_the_person_was_everywhere(erased):
    places = " ".join(erased["hits"])
    for place in (
        "raw.profiles",
        "raw.quarantine",
        "crm.identifier",
        "crm.address",
        "crm.contact_point",
        "crm.message",
        "crm.inbox",
        "crm.attempt",
    ):
        assert place in places
    for place in (
        "crm.webhook_body",
        "crm.feedback",
        "crm.run",
        "marts.dim_person",
        "landing/profiles",
        "landing/leads",
    ):
        assert place in places


def test_nothing_is_left_in_any_table_or_file(erased, house):
    assert house.hits() == []


def test_what_was_published_stays_after_the_next_night(erased, house):
    house.night()
    assert house.hits() == []
    assert house.published() == erased["published"]
    assert house.rows("select count(*), sum(rows_in), sum(rows_loaded) from raw.batch") == erased["batches"]
    shell = house.rows("select first_name from marts.dim_person where person_id = %s", erased["person"])
    assert shell == [(None,)]


def test_others_keep_what_is_theirs(erased, house):
    assert house.rows("select * from raw.profiles where user_id like 'plain%' order by user_id") == erased["others"]
    kept = house.rows("select encode(bytes, 'escape') from raw.quarantine where bytes <> ''")
    assert ["bad-3" in text for (text,) in kept] == [True]
    assert house.rows("select placeholders ->> 'first_name' from crm.message where message_id <> %s", MESSAGE) == [
        ("plain",)
    ]
    bodies = house.rows("select body from crm.webhook_body where provider = 'sendgrid'")
    assert [[event["sg_event_id"] for event in orjson.loads(body)] for (body,) in bodies] == [["plain-event"]]


def test_files_that_were_rewritten_are_not_loaded_again(erased, house):
    counts = load.load_night(NIGHT).counts
    assert (counts["files"], counts["rows_in"]) == (0, 0)


def test_the_same_files_sent_again_bring_nothing_back(erased, house):
    _deliver_again(house)
    assert load.load_night(NIGHT).counts["loaded"] == 0
    shutil.rmtree(house.landing)
    assert house.hits() == []


def test_a_file_of_later_is_taken_in_without_the_person(erased, house):
    known = planted.everywhere()
    for row in known["app_events"]:
        row["event_id"] += "-later"
    newcomer = planted.everywhere("plain-user-1003", 1003)
    planted.land(house.landing, 9, [known, newcomer], declared.feeds())
    counts = load.load_night(NEXT).counts
    mine = sum(len(rows) for rows in known.values())
    theirs = sum(len(rows) for rows in newcomer.values())
    assert (counts["rows_in"], counts["loaded"], counts["quarantined"]) == (mine + theirs, theirs, mine)
    shutil.rmtree(house.landing)
    assert house.rows("select distinct reason, bytes from raw.quarantine where known_as_of = %s", NEXT) == [
        ("erased person", b"")
    ]
    assert house.hits() == []


def test_a_report_that_comes_late_is_kept_without_the_person(erased, house):
    erased["receiver"].receive("sendgrid", orjson.dumps([EVENTS[0] | {"sg_event_id": "zqx-late"}, EVENTS[1]]))
    assert house.hits() == []


def test_half_a_character_in_another_s_report_takes_neither_along(erased, house):
    halves = [{"email": "\ud83d@example.com"}, {"reason": "550 \ud83d"}]
    others = [EVENTS[1] | half | {"sg_event_id": f"plain-{n}"} for n, half in enumerate(halves)]
    given = json.dumps([EVENTS[0] | {"sg_event_id": "zqx-half"}, *others]).encode()
    assert erased["receiver"].receive("sendgrid", given)["recorded"] == 2
    assert house.hits() == []


def test_a_second_erasure_changes_nothing(erased, house):
    assert rights.erase(erased["person"], by="a test") == {}
    assert house.rows("select count(*) from crm.erasing") == [(0,)]
    assert house.rows("select count(*) from crm.erasing_value") == [(0,)]


def _deliver_again(house: House) -> None:
    for path in house.home.with_name("as_delivered").rglob("*"):
        if path.is_file():
            back = house.landing / path.relative_to(house.home.with_name("as_delivered"))
            shutil.copy(path, back)
            os.utime(back)
