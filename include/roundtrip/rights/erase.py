"""Forget a person. Each step is one the next run finds done, so that a crash is finished by running again (docs/adr/0014)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb
from sqlalchemy import text

from roundtrip.db import Role, connect, engine
from roundtrip.db.lock import ERASING
from roundtrip.rights.erasure import Erasure
from roundtrip.rights.steps import STEPS

Progress = Callable[[str], None]


def request(kind: str, person_id: int, by: str) -> int:
    """File a request to export or erase somebody; its id. Whoever files it stays on record."""
    with engine(Role.OPERATOR).begin() as db:
        filed: int = db.execute(_FILE, {"kind": kind, "person": person_id, "by": by}).scalar_one()
    return filed


def erase(person_id: int, by: str, progress: Progress = lambda _: None) -> dict[str, int]:
    """Erase a person, or finish an erasure of theirs that stopped half way; what was changed, by place.

    Of somebody erased before nothing is left to change, and all counts are 0.
    """
    with engine(Role.OPERATOR).connect() as db:
        unfinished = db.execute(_UNFINISHED, {"person": person_id}).scalars().first()
    return run(unfinished or request("erase", person_id, by), progress)


def erase_pending(progress: Progress = lambda _: None) -> dict[str, int]:
    """Work off every erasure that was asked for, as by a support tool that writes to crm.privacy_request.

    One that cannot be finished does not keep the others waiting; raises the first such error in the end.
    """
    total: Counter[str] = Counter()
    failed: list[Exception] = []
    with engine(Role.OPERATOR).connect() as db:
        pending: list[int] = list(db.execute(_UNFINISHED, {"person": None}).scalars())
    for each in pending:
        try:
            total.update(run(each, progress))
        except Exception as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return {"requests": len(pending), **total}


def run(privacy_request_id: int, progress: Progress) -> dict[str, int]:
    """Do what is left of one erasure; counts by place."""
    total: Counter[str] = Counter()
    with closing(connect(Role.ERASER)) as db:
        db.execute("select pg_advisory_lock(%s)", [ERASING])  # one at a time: there is one crm.erasing
        is_open = db.execute("select crm.begin_erasure(%s)", [privacy_request_id]).fetchone() == (True,)
        db.commit()
        if not is_open:
            return {}
        for step, act in STEPS.items():
            if not _is_done(db, privacy_request_id, step):
                counts = act(Erasure.opened(db, privacy_request_id))
                _note(db, privacy_request_id, step, counts)
                db.commit()
                total.update(counts)
                progress(f"{step}: {', '.join(f'{what} {number:,}' for what, number in counts.items()) or 'nothing'}")
        db.execute("select crm.end_erasure(%s, %s)", [privacy_request_id, Jsonb(total)])
        db.commit()
    return dict(total)


def _is_done(db: Connection[Any], request: int, step: str) -> bool:
    found = db.execute("select from crm.privacy_step where privacy_request_id = %s and step = %s", [request, step])
    return found.fetchone() is not None


def _note(db: Connection[Any], request: int, step: str, counts: Counter[str]) -> None:
    statement = "insert into crm.privacy_step (privacy_request_id, step, counts) values (%s, %s, %s)"
    db.execute(statement, [request, step, Jsonb(counts)])


_FILE = text(
    "insert into crm.privacy_request (kind, person_id, requested_by) values (:kind, :person, :by) returning privacy_request_id"
)
_UNFINISHED = text("""
    select privacy_request_id
    from crm.privacy_request as request
    where kind = 'erase'
        and (cast(:person as bigint) is null or person_id = :person)
        and not exists (
            select from crm.privacy_step as step
            where step.privacy_request_id = request.privacy_request_id and step.step = 'done'
        )
    order by privacy_request_id
""")
