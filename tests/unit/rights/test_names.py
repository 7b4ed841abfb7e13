"""Whether a record, or bytes, name a person."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from roundtrip import declared
from roundtrip.domain.feed import Feed
from roundtrip.rights.names import Name, Names

KEY = b"a key of a test's own"


def hashed(address: str) -> str:
    return hmac.new(KEY, address.encode(), hashlib.sha256).hexdigest()


@pytest.fixture
def names() -> Names:
    return Names(
        (
            Name("user_id", "12"),
            Name("device_id", "device-one"),
            Name("device_id", "kiosk-in-the-shop", is_shared=True),
            Name("email", hashed("ada@example.com"), "ada@example.com"),
            Name("phone", hashed("+49301234567"), "+49301234567"),
        ),
        KEY,
    )


@pytest.fixture
def events() -> Feed:
    return next(feed for feed in declared.feeds() if feed.name == "app_events")


@pytest.fixture
def leads() -> Feed:
    return next(feed for feed in declared.feeds() if feed.name == "leads")


@pytest.mark.parametrize(
    ("row", "is_own"),
    [
        ({"user_id": "12"}, True),
        ({"device_id": "device-one"}, True),
        ({"user_id": None, "device_id": "device-one"}, True),
        ({"user_id": "13", "device_id": "device-one"}, False),  # an account decides
        ({"user_id": "13"}, False),
        ({"event": "12", "screen": "12"}, False),
        ({"user_id": 12}, True),  # a number out of a database
        ({"user_id": 13, "device_id": "device-one"}, False),
        ({"user_id": 12.0}, False),
        ({}, False),
    ],
)
def test_a_row_is_about_whom_its_identifiers_name(names, events, row, is_own):
    assert names.own_row(events, row) is is_own


@pytest.mark.parametrize("written", ["ada@example.com", " Ada@Example.COM "])
def test_an_address_is_recognised_however_it_is_written(names, leads, written):
    assert names.own_row(leads, {"lead_id": "l1", "email": written})


@pytest.mark.parametrize(
    ("content", "is_named"),
    [
        (b'{"who": "ada@example.com"}', True),
        (b"mail ADA@example.com, please", True),
        (b"device-one", True),
        (b"device-one-hundred", False),
        (b"dr.ada@example.com", False),
        (b"ada@example.com.au", False),
        (b'{"price": 12}', False),  # too short to be nobody else's
        (b"kiosk-in-the-shop", False),  # somebody else's, too
    ],
)
def test_words_are_found_whole_in_any_bytes(names, content, is_named):
    assert names.are_in(content) is is_named


def test_in_bytes_nobody_could_read_a_short_name_and_a_written_number_count(names):
    assert names.are_in_unreadable(b"12;x;y")
    assert names.are_in_unreadable(b"call +49 (30) 123-4567 back")
    assert names.are_in_unreadable(b'{"user_id":12,"open')
    assert names.are_in_unreadable(b"GET /open?user_id=12&x=1")
    assert not names.are_in_unreadable(b"112;x;y")


def test_of_somebody_elses_record_only_the_word_is_replaced(names):
    assert names.replaced_in(b'{"by": "device-one", "n": 12}', lambda _: "erased:x") == b'{"by": "erased:x", "n": 12}'
