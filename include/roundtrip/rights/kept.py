"""Bytes that were kept as they came, refused records and providers' reports: what names the person goes out of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from psycopg import Connection

from roundtrip.rights.names import Names

AT_A_TIME = 500


def empty_quarantined(db: Connection[Any], names: Names) -> int:
    """Empty the bytes of every refused record that names the person; its file, line and reason still count it."""
    found = [number for number, _ in quarantined(db, names)]
    return db.execute("update raw.quarantine set bytes = '' where quarantine_id = any (%s)", [found]).rowcount


def quarantined(db: Connection[Any], names: Names) -> Iterator[tuple[int, dict[str, Any]]]:
    """Refused records that name the person, by quarantine_id, streamed."""
    query = "select quarantine_id, feed, file, line, reason, bytes from raw.quarantine where bytes <> ''"
    with db.cursor(name="quarantined") as cursor:
        cursor.itersize = AT_A_TIME
        for number, feed, file, line, reason, content in cursor.execute(query):
            if names.are_in_unreadable(content):
                record = content.decode(errors="replace")
                yield number, {"feed": feed, "file": file, "line": line, "reason": reason, "record": record}


def take_out_of_reports(db: Connection[Any], names: Names, messages: list[str]) -> int:
    """Take the person's events out of every webhook body; one that cannot be read is emptied. How many bodies changed."""
    changed = 0
    for number, body in reports(db, names, messages):
        statement = "update crm.webhook_body set body = %s where webhook_body_id = %s"
        changed += db.execute(statement, [_without(body, names, messages), number]).rowcount
    return changed


def reports(db: Connection[Any], names: Names, messages: list[str]) -> Iterator[tuple[int, bytes]]:
    """Bodies that may be about the person, by id: they hold a word of theirs or the id of a message of theirs."""
    words = [word.encode() for word in (*names.words, *messages)]
    with db.cursor(name="reports") as cursor:
        cursor.itersize = AT_A_TIME
        yield from cursor.execute(_REPORTS, [words])


def about(body: bytes, names: Names, messages: list[str]) -> list[Any]:
    """The events of a body that are about the person; none where it cannot be read."""
    ours = frozenset(messages)
    try:
        events = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    return [event for event in events if is_about(event, names, ours)] if isinstance(events, list) else []


def is_about(event: Any, names: Names, messages: frozenset[str]) -> bool:
    """Whether an event of a report is about the person."""
    return (isinstance(event, dict) and str(event.get("message_id")) in messages) or names.are_in(orjson.dumps(event))


def _without(body: bytes, names: Names, messages: list[str]) -> bytes:
    ours = frozenset(messages)
    try:
        events = orjson.loads(body)
    except orjson.JSONDecodeError:
        return b""
    if not isinstance(events, list):
        return b""
    return orjson.dumps([event for event in events if not is_about(event, names, ours)])


_REPORTS = """
    select webhook_body_id, body
    from crm.webhook_body
    where exists (select from unnest(%s::bytea []) as word where position(word in body) > 0)
"""
