"""Who is in a segment by its file: the people a night would find, with nothing built and nothing changed by looking."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from roundtrip import load, people, segments, transform
from roundtrip.cli import main
from roundtrip.db import Role
from roundtrip.db.run import recorded
from roundtrip.segments.scene import asked

FIRST, SECOND = date(2026, 11, 9), date(2026, 11, 10)
BUILT = "+segment_membership +rpt_segment_daily +rpt_feed_status"
THE_NIGHT_BEFORE = """
    update segments.segment_membership set entered_on = %(first)s
    where segment = 'lapsed_buyers' and person_id = (select person_id from crm.identifier where value = 'u1');
    insert into segments.segment_membership (segment, person_id, entered_on, left_on)
    select 'lapsed_buyers', person_id, %(first)s, %(second)s from crm.identifier where value = 'u3'
"""


def _profile(user: str, country: str | None, *interests: str) -> dict[str, Any]:
    named = {"user_id": user, "country": country, "interests": list(interests), "email": f"{user}@example.org"}
    return named | {"updated_at": "2026-11-07T10:00:00Z"}


def _order(number: int, user: str, on: str) -> dict[str, Any]:
    row = {"order_id": f"o{number}", "user_id": user, "ordered_at": f"{on}T10:00:00Z"}
    return row | {"amount_minor": 500, "currency": "EUR"}


LANDED: dict[str, list[dict[str, Any]]] = {
    "profiles": [
        _profile("u1", "DE", "running", "jazz"),
        _profile("u2", "DE", "running"),
        _profile("u3", None, "jazz"),
    ],
    "app_purchases": [_order(1, "u1", "2026-10-01"), _order(2, "u2", "2026-10-30"), _order(3, "u3", "2026-11-09")],
}


def _land(landing: Path) -> None:
    for feed, rows in LANDED.items():
        file = landing / feed / "rows.ndjson"
        file.parent.mkdir()
        file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        os.utime(file, (0, 0))


@pytest.fixture(scope="module")
def warehouse(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A night, its models built and not tested, and a night before, arranged: u1 had lapsed then, and so had u3, who is back."""
    landing = tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        _land(landing)
        load.ensure_tables()
        load.load_night(SECOND)
        people.identify(SECOND)
        with recorded(Role.TRANSFORMER, SECOND, "build", BUILT):
            transform.invoke(["run", "--select", *BUILT.split()], as_of=SECOND)
        with psycopg.connect(module_database) as db:
            for statement in THE_NIGHT_BEFORE.split(";"):
                db.execute(statement, {"first": FIRST, "second": SECOND})
        yield module_database


@pytest.fixture(scope="module")
def lapsed(warehouse: str) -> segments.Preview:
    return segments.preview("lapsed_buyers")


@pytest.fixture
def roundtrip(warehouse: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Callable[..., tuple[str, str]]:
    def say(*words: str) -> tuple[str, str]:
        monkeypatch.setattr("sys.argv", ["roundtrip", "segment", *words])
        with pytest.raises(SystemExit):
            main()
        said = capsys.readouterr()
        return said.out, said.err

    return say


def test_it_finds_whom_the_night_found_and_says_what_changed(lapsed, warehouse):
    with psycopg.connect(warehouse) as db:
        members = db.execute("select person_id from segments.seg_lapsed_buyers").fetchall()
    assert {row["person_id"] for row in lapsed.sample} == {person for (person,) in members}
    assert (lapsed.people, lapsed.has_history, lapsed.entered, lapsed.left) == (2, True, 1, 1)
    assert lapsed.as_of == SECOND


def test_a_sample_shows_where_and_what_they_are_never_an_address(lapsed):
    shown = [(row["country"], row["last_order_on"], row["orders"]) for row in lapsed.sample]
    assert sorted(shown) == [("DE", "2026-10-01", 1), ("DE", "2026-10-30", 1)]
    assert "example.org" not in lapsed.model_dump_json()


def test_people_are_told_by_the_declared_dimensions(lapsed):
    told = {name: [(share.value, share.people) for share in shares] for name, shares in lapsed.dimensions.items()}
    assert told["country"] == [("DE", 2)]
    assert told["platform"] == [("unknown", 2)]
    assert told["interest"] == [("running", 2), ("jazz", 1)], "a person counts at each of several"


def test_other_segments_feeds_and_campaigns_stand_beside_it(lapsed):
    assert next((o.segment, o.people, o.people_in_both) for o in lapsed.overlaps) == ("runners", 2, 2)
    assert [(feed.feed, feed.is_present) for feed in lapsed.feeds] == [
        ("app_purchases", True),
        ("store_purchases", False),
    ]
    assert lapsed.campaigns == ["win_back (live)"]


def test_looking_changes_nothing(warehouse):
    everything = (
        "select (select count(*) from pg_class where relnamespace::regnamespace::text !~ '^pg_'), (select count(*) from crm.run),"
        " (select md5(string_agg(row::text, '' order by row::text)) from segments.segment_change as row)"
    )
    with psycopg.connect(warehouse, autocommit=True) as db:
        before = db.execute(everything).fetchone()
        segments.preview("runners")
        assert db.execute(everything).fetchone() == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 1 as person_id from lo_create(0)", "cannot execute lo_create() in a read-only transaction"),
        ("select 1 as person_id, address from crm.address", "permission denied for table address"),
        ("select 1 as nobody", "column found.person_id does not exist"),
        ("select * from marts.no_such_model", 'relation "marts.no_such_model" does not exist'),
    ],
)
def test_sql_that_writes_reaches_for_addresses_or_is_wrong_is_refused_in_a_sentence(warehouse, sql, said):
    with (
        pytest.raises(segments.CannotAsk) as refused,
        asked(transform.Compiled("seg_mine", sql, "", ())),
    ):
        pass
    assert str(refused.value).startswith(f"seg_mine.sql: {said}; correct it")


def test_the_terminal_says_size_change_and_who(roundtrip):
    said, _ = roundtrip("preview", "lapsed_buyers")
    assert said.startswith("lapsed_buyers: 2 people on 2026-11-10; since the night before 1 entered, 1 left\n")
    assert "store_purchases: absent: campaigns wait" in said
    assert "interest         running 2 (100%), jazz 1 (50%)" in said


def test_a_list_has_every_file_with_its_numbers(roundtrip):
    said, _ = roundtrip("list", "--json")
    listed = {one["segment"]: one for one in json.loads(said)}
    assert listed["lapsed_buyers"] == {
        "segment": "lapsed_buyers",
        "people": 2,
        "entered": 2,
        "left": 0,
        "late_feeds": ["store_purchases"],
        "campaigns": ["win_back (live)"],
    }
    assert listed["open_leads"]["people"] == 0


def test_a_segment_that_is_not_there_is_a_sentence_with_a_remedy(roundtrip):
    assert (
        roundtrip("preview", "lapsed_buyer")[1] == "there is no segment 'lapsed_buyer'; did you mean 'lapsed_buyers'?\n"
    )


def test_before_any_night_there_is_nothing_to_ask(database):
    with pytest.raises(segments.NoSegment, match="roundtrip"):
        segments.preview("runners")
