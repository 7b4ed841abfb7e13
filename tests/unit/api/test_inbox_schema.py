"""The documented schema is the one the code means."""

from __future__ import annotations

from roundtrip.api.inbox.schema import inbox_schema, schema_file


def test_the_file_is_the_one_the_code_means():
    assert schema_file().read_text() == inbox_schema(), "run `roundtrip feedback schema`"
