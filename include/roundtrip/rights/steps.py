"""The steps of an erasure, in their order. Tombstones come first, so that nothing returns behind the steps that follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection

from roundtrip import declared, settings
from roundtrip.db import Role, connect
from roundtrip.db.lock import LOADING
from roundtrip.domain.tombstone import FILE
from roundtrip.load.landing import RefusedFile
from roundtrip.rights import kept, landing, rows, warehouse
from roundtrip.rights.erasure import Erasure
from roundtrip.rights.names import bounded

MOST_SHOWN = 5


class UnreadLanding(Exception):
    """Landing files that cannot be read to their end: the erasure stays open until they can, or are gone."""

    def __init__(self, files: Sequence[str], person_id: int) -> None:
        more = f" and {len(files) - MOST_SHOWN:,} more" if len(files) > MOST_SHOWN else ""
        super().__init__(
            f"{'; '.join(files[:MOST_SHOWN])}{more}. Nobody can say whether that names the person, the rest is erased:"
            f" repair or remove it, then `roundtrip person erase person:{person_id}`"
        )


def remember(erasure: Erasure) -> Counter[str]:
    """What the person's columns say is noted before it goes: dbt's copies are found by it. Nothing is counted."""
    statement = "insert into crm.erasing_value (privacy_request_id, sort, kind, value) values (%s, 'personal', '', %s)"
    with closing(connect(Role.LOADER)) as db:
        for feed in declared.feeds():
            if query := _of_existing(db, feed.name) and rows.personal_values(feed):
                found = db.execute(query, rows.parameters(erasure.names)).fetchall()
                with erasure.db.cursor() as cursor:
                    cursor.executemany(statement, [(erasure.request, value) for (value,) in found])
    return Counter()


def bury(erasure: Erasure) -> Counter[str]:
    """A tombstone for every name that is the person's alone. Loads under way commit before, those that follow see it."""
    erasure.db.execute("select pg_advisory_xact_lock(%s)", [LOADING])
    return +Counter(tombstones=sum(erasure.bury(name.kind, name.value) for name in erasure.names.own))


def clear_raw(erasure: Erasure) -> Counter[str]:
    """The rows of every feed, as the role that owns its table."""
    counts: Counter[str] = Counter()
    known = rows.parameters(erasure.names, erasure.secret)
    for feed in declared.feeds():
        with closing(connect(Role.LOADER)) as db, db:
            if _of_existing(db, feed.name):
                mentioned = rows.mentions(feed, erasure.names)
                changed = db.execute(rows.erased(feed, erasure.names), known).rowcount
                changed += db.execute(mentioned, known).rowcount if mentioned else 0
                counts[f"raw.{feed.name}"] += changed
    return +counts


def clear_kept(erasure: Erasure) -> Counter[str]:
    """Refused records, providers' reports, and what errors said."""
    found = erasure.db.execute(_MESSAGES, [list(erasure.people)])
    messages = [str(message_id) for (message_id,) in found]
    counts = Counter(
        {
            "raw.quarantine": kept.empty_quarantined(erasure.db, erasure.names),
            "crm.webhook_body": kept.take_out_of_reports(erasure.db, erasure.names, messages),
        }
    )
    if erasure.names.words:
        words = [word.lower() for word in erasure.names.words]
        counts["crm.run"] = erasure.db.execute(_ERRORS, {"words": words}).rowcount
    return +counts


def clear_ledger(erasure: Erasure) -> Counter[str]:
    cursor = erasure.db.execute(_read("ledger.sql"), {"request": erasure.request})
    changed = dict(zip([column.name for column in cursor.description or ()], cursor.fetchall()[0], strict=True))
    return +Counter({f"crm.{what}": number for what, number in changed.items()})


def clear_warehouse(erasure: Erasure) -> Counter[str]:
    names = [name.value for name in erasure.names.all]
    words = [name.value for name in erasure.names.own if name.value in erasure.names.words or name.clear]
    pattern = bounded("|".join(map(re.escape, erasure.names.words))) if erasure.names.words else None
    return warehouse.take_out(warehouse.Person(erasure.people, names, words, pattern, erasure.personal, erasure.secret))


def clear_landing(erasure: Erasure) -> Counter[str]:
    """Last, for it fails where a file cannot be read, and then everything else is done, every other file included.

    Raises UnreadLanding."""
    counts: Counter[str] = Counter()
    unread: list[str] = []
    _finish_rewritten(erasure)
    for feed in declared.feeds():
        for file in landing.rewritten(settings.load().landing, feed, erasure.names, erasure.pseudonym, unread):
            erasure.db.execute(_ABOUT_TO, [erasure.request, feed.name, file.before, file.after])
            erasure.db.commit()  # a crash after the file was replaced finds here which batch it was
            erasure.db.execute("select pg_advisory_xact_lock(%s)", [LOADING])  # nobody loads what is half replaced
            try:
                _rewritten(erasure, feed.name, file.before, file.after, file.replace())
                counts.update({"landing files": 1, "landing records": file.dropped})
            except RefusedFile as refusal:
                unread.append(f"{file.file.name}: {refusal}")
            erasure.db.commit()
    if unread:
        raise UnreadLanding(unread, erasure.people[0])
    return counts


def _rewritten(erasure: Erasure, feed: str, before: str, after: str, fingerprint: str) -> None:
    """The loader knows the file as it is now, and still knows it as it was, should its source send it again."""
    erasure.bury(FILE, f"{feed}/{before}")
    erasure.db.execute(_BATCH, {"feed": feed, "before": before, "after": after, "fingerprint": fingerprint})


def _finish_rewritten(erasure: Erasure) -> None:
    """Bring batches in step whose file was replaced just before a crash."""
    noted = erasure.db.execute(_NOTED, [erasure.request]).fetchall()
    for feed in declared.feeds():
        after = {after: before for name, before, after in noted if name == feed.name}
        for checksum, fingerprint in landing.checksums(settings.load().landing, feed) if after else ():
            if before := after.get(checksum):
                _rewritten(erasure, feed.name, before, checksum, fingerprint)
    erasure.db.commit()


def _of_existing(db: Connection[Any], feed: str) -> bool:
    return db.execute("select to_regclass(%s) is not null", [f"raw.{feed}"]).fetchone() == (True,)


def _read(file: str) -> LiteralString:
    return Path(__file__).with_name(file).read_text()


STEPS: dict[str, Callable[[Erasure], Counter[str]]] = {
    "remember": remember,
    "tombstones": bury,
    "raw": clear_raw,
    "kept bytes": clear_kept,
    "ledger": clear_ledger,
    "warehouse": clear_warehouse,
    "landing": clear_landing,
}

_MESSAGES = "select message_id from crm.message where person_id = any (%s)"
_ERRORS = """
    update crm.run set error = 'erased'
    where exists (select from unnest(%(words)s::text []) as word where position(word in lower(error)) > 0)
"""
_ABOUT_TO = """
    insert into crm.erasing_value (privacy_request_id, sort, kind, value, clear) values (%s, 'file', %s, %s, %s)
"""
_NOTED = "select kind, value, clear from crm.erasing_value where privacy_request_id = %s and sort = 'file'"
_BATCH = """
    update raw.batch as batch
    set
        fingerprint = %(fingerprint)s,
        bytes = split_part(%(fingerprint)s, ' ', 1)::bigint,
        checksum = case
            when not exists (select from raw.batch as other where other.feed = %(feed)s and other.checksum = %(after)s) then %(after)s
            else 'erased:' || batch.batch_id
        end
    where batch.feed = %(feed)s and batch.checksum = %(before)s
"""
