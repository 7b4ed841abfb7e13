"""A token names the message we signed, and nobody else can make one."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from uuid import UUID, uuid4

import pytest

from roundtrip.domain import unsubscribe_link

KEY = b"k" * 32
MESSAGE = UUID("0f6f5a2e-8d4b-4d55-9a57-6f2f1c1d2e3f")


def test_it_comes_back():
    for message in [MESSAGE, *(uuid4() for _ in range(50))]:
        token = unsubscribe_link.token(message, KEY)
        assert len(token) == 43
        assert token.replace("-", "a").replace("_", "a").isalnum()
        assert unsubscribe_link.message_id(token, KEY) == message


def test_every_changed_character_is_noticed():
    token = unsubscribe_link.token(MESSAGE, KEY)
    for place in range(42):  # the last character's low bits carry nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert unsubscribe_link.message_id(changed, KEY) is None


@pytest.mark.parametrize("given", ["", "x", "ä" * 43, "A" * 43, "A" * 10_000, "../../etc/passwd", "%00"])
def test_garbage_is_nobody(given):
    assert unsubscribe_link.message_id(given, KEY) is None


def test_another_key_and_a_bare_id_are_not_good():
    assert unsubscribe_link.message_id(unsubscribe_link.token(MESSAGE, b"other" * 8), KEY) is None
    assert unsubscribe_link.message_id(urlsafe_b64encode(MESSAGE.bytes).decode(), KEY) is None
