"""`roundtrip campaign test`: what a person would get, in their words, and never sent."""

from __future__ import annotations

import pytest

from roundtrip.channels import preview
from roundtrip.channels.rehearsal import CannotRehearse

WAREHOUSE = """
    create schema marts;
    create schema segments;
    create table marts.dim_person (person_id bigint, first_name text, language text, country text, platform text);
    create table segments.seg_lapsed_buyers (person_id bigint, last_order_on date, orders int);
    grant usage on schema marts, segments to roundtrip_decider;
    grant select on all tables in schema marts, segments to roundtrip_decider;
"""


@pytest.fixture
def warehouse(database, act_as, sandbox):
    """Ada, person 7 with user id u-7, a lapsed buyer who reads German; and u-8, whom nobody knows by name."""
    admin = act_as(None)
    admin.execute(WAREHOUSE)
    admin.execute("insert into crm.person (person_id, unit_id, known_as_of) values (7, 7, now()), (8, 8, now())")
    admin.execute(
        "insert into crm.identifier (kind, value, person_id, known_as_of)"
        " values ('user_id', 'u-7', 7, now()), ('user_id', 'u-8', 8, now())"
    )
    admin.execute("insert into marts.dim_person values (7, 'Ada', 'de', 'DE', 'ios'), (8, null, null, null, null)")
    admin.execute("insert into segments.seg_lapsed_buyers values (7, '2026-10-01', 3)")
    return sandbox


@pytest.mark.parametrize("person", ["u-7", "7"])
def test_every_variant_is_shown_as_the_person_would_see_it(warehouse, person):
    plain, offer = preview("win_back", person)
    assert (plain.step_id, plain.variant, plain.channel, plain.fault) == ("mail", "plain", "email", None)
    assert plain.parts["subject"] == "Wir vermissen dich, Ada"
    assert plain.parts["text"].startswith("Hallo Ada,")
    assert "10 % Rabatt" in offer.parts["html"]
    assert plain.is_in_segment
    assert "subject: Wir vermissen dich, Ada" in str(plain)
    assert list(warehouse.received()) == []


def test_who_is_not_in_the_segment_is_shown_too_and_it_says_so(warehouse):
    for rehearsal in preview("win_back", "u-8"):
        assert rehearsal.parts["text"].startswith("Hello there,")
        assert not rehearsal.is_in_segment
        assert "not in the segment" in str(rehearsal)


def test_its_unsubscribe_link_leads_nowhere(warehouse, act_as):
    assert "/unsubscribe/" in preview("win_back", "u-7")[0].parts["text"]
    assert act_as(None).execute("select count(*) from crm.message where message_id = %s", ["0" * 32]).fetchone() == (0,)


def test_who_and_what_is_not_there_is_named(warehouse):
    with pytest.raises(CannotRehearse, match="'nobody'"):
        preview("win_back", "nobody")
    with pytest.raises(CannotRehearse, match="'no_such'"):
        preview("no_such", "u-7")


def test_before_the_first_night_it_says_what_to_do(database):
    with pytest.raises(CannotRehearse, match="knows no night yet"):
        preview("win_back", "u-7")
