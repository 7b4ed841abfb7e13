"""What may be a name in bytes that nobody could read as a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = re.compile(rb"[^\s\",;|{}\[\]<>()]+")
_JOINTS = re.compile(rb"[:='&?]")
"""Stand between a field and its value, as in `user_id=12` or `"user_id":12`; and inside of push tokens."""
_PHONES = re.compile(rb"(?:\+|\b00)[0-9][0-9 ().\-/]{6,}")
"""A number as people write it, in several words."""


def words_in(content: bytes) -> Iterator[str]:
    """Each word, the parts of a word with joints, and telephone numbers with their blanks."""
    for word in (*_WORDS.findall(content), *_PHONES.findall(content)):
        yield word.decode(errors="replace")
        if len(parts := _JOINTS.split(word)) > 1:
            yield from (part.decode(errors="replace") for part in parts if part)
