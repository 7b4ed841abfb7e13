"""From whatever somebody calls a person (person_id, user id, e-mail, phone, card, device …) to the person_id of today."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from sqlalchemy import text

from roundtrip.db import Role, engine
from roundtrip.domain.column import ADDRESSES, IDENTIFIERS
from roundtrip.load import value
from roundtrip.secrets_store import secret

NORMALISED: dict[str, Callable[[str], str]] = {
    "email": value.email,
    "phone": value.phone,
    "push_token": value.push_token,
}
KINDS = tuple(dict.fromkeys((*IDENTIFIERS, *ADDRESSES)))


class UnknownPerson(LookupError):
    """Nobody is called so, or several people are."""


def find(who: str) -> int:
    """The person called `who`, or `<kind>:<who>` where several kinds of names could be meant; merged ones lead to the survivor.

    Raises UnknownPerson.
    """
    candidates = [*_candidates(who)]
    with engine(Role.OPERATOR).connect() as db:
        found = db.execute(
            _FIND, {"kinds": [kind for kind, _ in candidates], "names": [name for _, name in candidates]}
        ).all()
    people = {row.person_id for row in found}
    if not people:
        raise UnknownPerson(f"Nobody is known as {who!r}: no person_id, identifier or address is that.")
    if len(people) > 1:
        meant = ", ".join(sorted(f"{row.kind}:{who} (person {row.person_id})" for row in found))
        raise UnknownPerson(f"{who!r} names several people; say which: {meant}.")
    return int(people.pop())


def keyed_hash(kind: str, address: str, key: bytes) -> str | None:
    """The hash by which the warehouse knows an address; None where it is none."""
    try:
        normalised = NORMALISED[kind](address)
    except ValueError:
        return None
    return hmac.digest(key, normalised.encode(), "sha256").hex()


def seen_beside(people: Collection[int]) -> Mapping[str, Collection[str]]:
    """By kind, the identifiers of others that were seen in one row with one of these people's."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with engine(Role.OPERATOR).connect() as db:
        for row in db.execute(_BESIDE, {"people": list(people)}):
            found[row.with_kind].add(row.with_value)
    return found


def _candidates(who: str) -> Iterator[tuple[str, str]]:
    """What `who` could be: (kind, value as the warehouse has it)."""
    kind, colon, name = who.partition(":")
    is_stated = bool(colon) and kind in (*KINDS, "person")
    name = name if is_stated else who
    for each in (kind,) if is_stated else (*KINDS, "person"):
        known_as = keyed_hash(each, name, secret("pii_key")) if each in ADDRESSES else name
        if known_as is not None:
            yield each, known_as


_FIND = text("""
    with asked as (select * from unnest(cast(:kinds as text []), cast(:names as text [])) as asked (kind, name))
    select distinct named.kind, person.current_person_id as person_id
    from (
        select asked.kind, i.person_id from asked inner join crm.identifier as i on i.kind = asked.kind and i.value = asked.name
        union all
        select asked.kind, c.person_id from asked
        inner join crm.contact_point as c on c.kind = asked.kind and c.address_hash = asked.name
        union all
        select asked.kind, p.person_id from asked inner join crm.person as p on asked.kind = 'person' and p.person_id::text = asked.name
    ) as named
    inner join crm.current_person as person on named.person_id = person.person_id
""")
_BESIDE = text("""
    select distinct with_kind, with_value from crm.identity_evidence
    where person_id = any (:people) and with_person_id <> all (:people)
""")
