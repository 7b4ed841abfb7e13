"""Everything stored about a person, as one JSON document (GDPR art. 15 and 20), written as it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any, BinaryIO

import orjson
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from roundtrip import declared
from roundtrip.db import Role, connect
from roundtrip.rights import kept, rows
from roundtrip.rights.erase import request
from roundtrip.rights.names import Name, Names
from roundtrip.rights.show import show
from roundtrip.rights.whom import seen_beside
from roundtrip.secrets_store import secret

Section = tuple[str, Iterable[Any]]


def export(person_id: int, by: str, out: BinaryIO) -> dict[str, int]:
    """Write the person's document to `out`; how many entries each section has. The request, and that addresses were read for
    it, stay on record. Rows are streamed: a person's years of events need no memory."""
    filed = request("export", person_id, by)
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        operator = stack.enter_context(closing(connect(Role.OPERATOR)))
        reader = stack.enter_context(closing(connect(Role.TRANSFORMER)))  # the one that may read what landed
        addresses = operator.execute("select * from crm.addresses_of(%s)", [filed]).fetchall()
        operator.commit()  # it is on record before anybody sees one
        names = _names(operator, person_id, addresses)
        out.write(b'{"person_id":%d' % person_id)
        for section, entries in _sections(operator, reader, person_id, names, addresses):
            out.write(b',"%s":[' % section.encode())
            counts[section] = _write(entries, out)
            out.write(b"]")
        out.write(b"}\n")
        operator.execute("select crm.end_export(%s, %s)", [filed, Jsonb(counts)])
        operator.commit()
    return dict(counts)


def _names(db: Connection[Any], person_id: int, addresses: list[Any]) -> Names:
    clear = {(kind, address_hash): address for kind, address_hash, address in addresses}
    found = db.execute(_KNOWN_AS, [person_id]).fetchall()
    named = [Name(kind, value, clear.get((kind, value)), standing != "single") for kind, value, standing in found]
    others = {*db.execute(_OF_OTHERS, [[known_as for _, known_as in clear], person_id])}
    stated = (
        Name(kind, known_as, address, is_anothers=(kind, known_as) in others)
        for (kind, known_as), address in clear.items()
    )
    people = [each for (each,) in db.execute("select crm.everybody_merged_into(%s)", [person_id])]
    return Names((*named, *stated), secret("pii_key"), seen_beside(people))


def _sections(
    db: Connection[Any], reader: Connection[Any], person_id: int, names: Names, addresses: list[Any]
) -> Iterator[Section]:
    known = show(person_id)
    yield "attributes", [known["attributes"]]
    for section in ("identifiers", "evidence", "segments", "consents", "contact_points"):
        yield section, known[section]
    yield "addresses", [{"kind": kind, "address": address} for kind, _, address in addresses]
    for feed in declared.feeds():
        if feed.naming and reader.execute("select to_regclass(%s)", [f"raw.{feed.name}"]).fetchone() != (None,):
            yield f"raw.{feed.name}", rows.stored(reader, feed, names)
    for section, query in _LEDGER.items():
        yield section, _streamed(db, section, query, person_id)
    yield "refused_records", (record for _, record in kept.quarantined(db, names))
    yield "reports", _reports(db, names, person_id)


def _streamed(db: Connection[Any], name: str, query: str, person_id: int) -> Iterator[dict[str, Any]]:
    with db.cursor(name=name, row_factory=dict_row) as cursor:
        yield from cursor.execute(query, [person_id])


def _reports(db: Connection[Any], names: Names, person_id: int) -> Iterator[Any]:
    """The person's events of webhook bodies; a body that cannot be read is about nobody anyone could name."""
    ids = db.execute(
        "select message_id from crm.message where person_id in (select crm.everybody_merged_into(%s))", [person_id]
    )
    messages = [str(message_id) for (message_id,) in ids]
    for _, body in kept.reports(db, names, messages):
        yield from kept.about(body, names, messages)


def _write(entries: Iterable[Any], out: BinaryIO) -> int:
    written = 0
    for entry in entries:
        out.write(b"," * bool(written) + orjson.dumps(entry, default=str))
        written += 1
    return written


_KNOWN_AS = "select kind, value, standing from crm.identifier where person_id in (select crm.everybody_merged_into(%s))"
_OF_OTHERS = """
    select kind, value from crm.identifier
    where value = any (%s) and coalesce(person_id not in (select crm.everybody_merged_into(%s)), true)
"""
_LEDGER = {
    "predictions": "select * from raw.person_value where person_id in (select crm.everybody_merged_into(%s)) order by as_of, person_id",
    "decisions": "select * from crm.decision where person_id in (select crm.everybody_merged_into(%s)) order by decision_id",
    "messages": "select * from crm.message where person_id in (select crm.everybody_merged_into(%s)) order by state_at, message_id",
    "messages_of_retired_months": """
        select * from crm.retired_message where person_id in (select crm.everybody_merged_into(%s)) order by occurrence_on, message_id
    """,
    "exits": """
        select * from crm.exit where person_id in (select crm.everybody_merged_into(%s)) order by occurrence_on, campaign_id
    """,
    "shown_in_the_app": """
        select * from crm.inbox where user_id in (
            select value from crm.identifier where kind = 'user_id' and person_id in (select crm.everybody_merged_into(%s))
        ) order by placed_at, message_id
    """,
    "feedback": """
        select feedback.* from crm.feedback inner join crm.message using (message_id)
        where message.person_id in (select crm.everybody_merged_into(%s)) order by feedback.occurred_at, feedback.feedback_id
    """,
}
