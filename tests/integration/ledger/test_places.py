"""Places under a cap are a person's, also after two of them turned out to be one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from roundtrip import ledger
from roundtrip.db import Role

from .conftest import NOW

ME = "worker-1"


@pytest.fixture
def sent(house):
    """`sent(person, campaign)`: a message in flight, with its places."""

    def send(person, campaign="win_back"):
        if campaign != "win_back":
            house.campaign(campaign)
            house.assign(f"campaign:{campaign}", person, "treatment")
        message = house.message(person, campaign)
        ledger.claim("email", NOW, ME, 10)
        return ledger.go_in_flight([message], ME, NOW) == {message}

    return send


def merge(house, gone, stays):
    house.admin.execute(
        "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, '2026-11-10')",
        [gone, stays],
    )


def places(house, person, cap="marketing_week"):
    return house.admin.execute(
        "select slot from crm.cap_slot where person_id = %s and cap_id = %s order by slot", [person, cap]
    ).fetchall()


def test_what_the_one_merged_away_was_sent_counts_for_the_survivor(house, sent):
    gone, stays = house.person(), house.person()
    assert sent(gone)
    merge(house, gone, stays)
    assert places(house, gone) == []
    assert not sent(stays, "b"), "one a day, and they had it"
    assert house.one("select state_reason from crm.message where campaign_id = 'b'") == "capped"


def test_both_kept_theirs_and_gaps_are_filled_first(house, sent):
    house.admin.execute("update crm.cap set most = 3")
    gone, stays = house.person(), house.person()
    assert sent(gone)
    assert sent(stays, "b")
    merge(house, gone, stays)
    assert places(house, stays) == [1, 2]
    assert sent(stays, "c")
    assert not sent(stays, "d"), "three are three, whoever got them"


def test_more_than_the_cap_allows_is_kept_and_leaves_no_room(house, sent):
    people = [house.person() for _ in range(4)]
    house.admin.execute("update crm.cap set most = 1")
    for number, person in enumerate(people):
        assert sent(person, "win_back" if number == 0 else f"c{number}")
    for gone in people[:3]:
        merge(house, gone, people[3])
    assert places(house, people[3]) == [1, 2, 3, 4]
    assert not sent(people[3], "late")


def test_a_merge_waits_for_places_that_are_being_taken(house, sent, act_as):
    house.admin.execute("update crm.cap set most = 3")
    gone, stays = house.person(), house.person()
    assert sent(gone)
    house.campaign("b")
    house.assign("campaign:b", stays, "treatment")
    message = house.message(stays, "b")
    ledger.claim("email", NOW, ME, 10)
    sender, looker = act_as(Role.SENDER), act_as(None)
    with ThreadPoolExecutor(1) as pool:
        with sender.transaction():
            sender.execute("select crm.go_in_flight(%s, %s, %s)", [[message], ME, NOW])
            merging = pool.submit(merge, house, gone, stays)
            waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%%person_merge%%' and datname = current_database()"
            while not looker.execute(waits).fetchone():
                assert not merging.done()
        merging.result(timeout=10)
    assert places(house, stays) == [1, 2]
