"""Which properties of events come out of their JSON as columns: those that dimensions and funnels name."""

from __future__ import annotations

from collections.abc import Iterable

from roundtrip.declared import DeclarationError
from roundtrip.domain.dimension import Dimensions
from roundtrip.domain.funnel import Funnel


def event_properties(dimensions: Dimensions, funnels: Iterable[Funnel]) -> list[str]:
    """Each once; raises DeclarationError where a funnel spells one with other capitals, as no column can tell them apart."""
    known = {name.lower(): ("dimensions.yml", name) for name in dimensions.properties}
    faults = []
    for funnel in funnels:
        for name in sorted(funnel.properties):
            where, spelled = known.setdefault(name.lower(), (f"{funnel.funnel}.yml", name))
            if spelled != name:
                faults.append(
                    f"{funnel.funnel}.yml: steps: the property {name!r} is {spelled!r} in {where}, which differs by"
                    " capitals only; have the app write one of them, and name that"
                )
    if faults:
        raise DeclarationError(faults)
    return sorted(name for _, name in known.values())
