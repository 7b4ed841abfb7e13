"""What a text costs: the figures of GSM 03.38 and of UCS-2."""

from __future__ import annotations

import pytest

from roundtrip.channels.sms_segments import foreign_letters, segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("äöüß€" + "x" * 154, 1),  # € takes two places
        ("äöüß€" + "x" * 155, 2),
        ("€" * 76 + "x" + "€" * 76, 2),  # an escape is never torn from its letter: 152 and no 153rd
        ("€" * 77 + "x" * 152, 3),  # which costs a place
        ("ł" * 70, 1),
        ("ł" * 71, 2),
        ("ł" * 134, 2),
        ("ł" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),  # 33 pairs in each part, whose 67th place stays empty
        ("😀" * 67, 3),
    ],
)
def test_segments(text, parts):
    assert segments(text) == parts


def test_the_letters_that_make_it_dear():
    assert foreign_letters("Łódź: 10 € für dich 😀😀") == "Łóź😀"
