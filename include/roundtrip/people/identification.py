"""Tells persons apart and notes what is known of them, in sets, from the rows that came since the last time.

Identifiers that stand in one row tie each other; what hangs together is one person, and an account is always one by itself:
docs/adr/0009-one-person.md has the rules. Only what new rows touch is looked at again.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

from psycopg import Connection

from roundtrip import declared
from roundtrip.db import Role, connect
from roundtrip.db.lock import ERASING, LOADING
from roundtrip.db.run import recorded
from roundtrip.people import evidence, persons, reach, units
from roundtrip.people.night import Night
from roundtrip.people.suppression import suppress


class HalfErased(RuntimeError):
    """An erasure stopped where raw and the identifiers name its person differently: they would be taken for somebody new."""


def identify(as_of: date) -> None:
    """Identify the people of every batch that came since the last identification; twice is the same as once.

    Waits for an erasure under way; raises HalfErased where one was broken off.
    """
    with recorded(Role.LOADER, as_of, "identify") as run, closing(connect(Role.LOADER)) as db, db:
        db.execute("select pg_advisory_xact_lock_shared(%s)", [ERASING])
        _refuse_half_erased(db)
        db.execute("select pg_advisory_xact_lock(%s)", [LOADING])
        night = Night(db, as_of, *_new_batches(db), declared.policy())
        feeds = declared.feeds()
        run.count(links=evidence.gather(night, feeds))
        persons.tell_apart(night)
        run.count(persons=units.mint(night))
        run.count(**persons.write_identifiers(night))
        consents = reach.take_consents(night, feeds) + reach.move_refusals(night, feeds)
        run.count(**persons.write_merges(night))
        run.count(consents=consents + reach.join_consents(night))
        run.count(contact_points=reach.update_contact_points(night, feeds))
        run.count(suppressions=suppress(night, feeds))
        run.count(through_batch=night.through)


def _refuse_half_erased(db: Connection[Any]) -> None:
    found = db.execute("select person_id from crm.half_erased order by privacy_request_id, person_id").fetchone()
    if found:
        raise HalfErased(f"person {found[0]} is half erased; `roundtrip person erase person:{found[0]}` finishes it")


def _new_batches(db: Connection[Any]) -> tuple[int, int]:
    """The last batch that was identified, and the last there is."""
    after, through = db.execute(
        "select coalesce((select max((counts ->> 'through_batch')::bigint) from crm.run where step = 'identify' and status = 'done'), 0),"
        " coalesce((select max(batch_id) from raw.batch), 0)"
    ).fetchall()[0]
    return after, through
