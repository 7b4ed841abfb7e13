"""An erasure under way: whom it is about, and by what they were known."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from psycopg import Connection

from roundtrip.domain.tombstone import tombstone_hash
from roundtrip.rights.names import Name, Names
from roundtrip.rights.whom import seen_beside
from roundtrip.secrets_store import secret


@dataclass(frozen=True)
class Erasure:
    """An erasure under way: the eraser's connection, and whom it is about."""

    db: Connection[Any]
    request: int
    people: tuple[int, ...]
    names: Names
    personal: tuple[str, ...]
    secret: str

    @classmethod
    def opened(cls, db: Connection[Any], request: int) -> Erasure:
        people = db.execute("select person_id from crm.erased_person where privacy_request_id = %s", [request])
        ids = tuple(person_id for (person_id,) in people)
        values = db.execute(_VALUES, [request]).fetchall()
        names = tuple(Name(*value[1:]) for value in values if value[0] in ("identifier", "address"))
        personal = tuple(value[2] for value in values if value[0] == "personal")
        drawn = db.execute("select secret from crm.erasing where privacy_request_id = %s", [request]).fetchall()
        return cls(db, request, ids, Names(names, secret("pii_key"), seen_beside(ids)), personal, drawn[0][0])

    def pseudonym(self, value: str) -> str:
        """What crm.erased_value says."""
        return f"erased:{sha256(f'{self.secret}/{value}'.encode()).hexdigest()[:32]}"

    def bury(self, kind: str, value: str) -> int:
        """Set a tombstone; 1, or 0 where it stood already."""
        key = secret("pii_key")
        statement = "insert into crm.tombstone (kind, value_hash) values (%s, %s) on conflict do nothing"
        return self.db.execute(statement, [kind, tombstone_hash(key, kind, value)]).rowcount


_VALUES = """
    select
        sort, kind, value, clear, is_shared,
        exists (
            select from crm.identifier
            where identifier.kind = erasing_value.kind and identifier.value = erasing_value.value
                and not exists (
                    select from crm.erased_person
                    where erased_person.privacy_request_id = erasing_value.privacy_request_id
                        and erased_person.person_id = identifier.person_id
                )
        )
    from crm.erasing_value
    where privacy_request_id = %s
"""
