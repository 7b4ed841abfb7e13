"""What may be a name in bytes nobody could read as a record."""

from __future__ import annotations

import pytest

from roundtrip.load.words import words_in


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"user_id":12345,"at', "12345"),
        (b"{'user_id':'u-12'}", "u-12"),
        (b"/open?user=u-12&x=1", "u-12"),
        (b"u-12;ada@example.com;x", "ada@example.com"),
        (b'"token":"abc:APA91b"', "abc:APA91b"),
        (b'{"phone": "+49 30 7781 7781"', "+49 30 7781 7781"),
        (b"1,0049 (30) 7781-7781,x", "0049 (30) 7781-7781"),
    ],
)
def test_a_name_is_found_whatever_stands_beside_it(content, name):
    assert name in {found.strip() for found in words_in(content)}
