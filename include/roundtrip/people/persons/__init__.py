"""Who is one person: the identifiers that new evidence touches, and all that hangs together with them, are told apart anew.

A pure function of the evidence (docs/adr/0009-one-person.md); a person keeps their id through whatever it finds.
"""

from __future__ import annotations

from pathlib import Path

from roundtrip.people.night import Night

_HERE = Path(__file__).parent


def tell_apart(night: Night) -> None:
    """Fill `verdict` (identifier → person), `becomes` (new and kept persons) and `merging` (who was two until tonight)."""
    _spread(night)
    night.run(_HERE, "ties")
    night.run(_HERE, "accounts")
    if night.policy.identity.merges_accounts:
        night.until_settled(_HERE, "accounts_that_are_one")
    night.until_settled(_HERE, "nearest")
    night.run(_HERE, "rootless")
    night.until_settled(_HERE, "smaller_root")
    night.run(_HERE, "heirs")
    night.run(_HERE, "verdict")


def write_identifiers(night: Night) -> dict[str, int]:
    """Identifiers as the verdict has them; counts the new ones and those that are shared since tonight."""
    night.run(_HERE, "move_identifiers")
    added = night.run(_HERE, "add_identifiers")
    return {"identifiers": added, "shared_identifiers": night.run(_HERE, "newly_shared")}


def write_merges(night: Night) -> dict[str, int]:
    """Merges with what tied them, and whose past changed."""
    merges = night.run(_HERE, "merges")
    return {"merges": merges, "changed_persons": night.run(_HERE, "changes")}


def _spread(night: Night) -> None:
    """Grow `node` to everything a change could reach: whole persons, and whom a tie leads to; through nothing that ties nobody."""
    while night.run(_HERE, "spread_to_persons") + night.run(_HERE, "spread_along_ties"):
        pass
