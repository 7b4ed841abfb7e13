"""What stands beside a column in the draft: what was seen, and with CHECK what somebody must look at."""

from __future__ import annotations

from collections.abc import Iterator

from roundtrip.domain.column import ADDRESSES, Column
from roundtrip.load.inference.rules import FEW
from roundtrip.load.inference.seen import Seen

SHOWN = 40
HARDLY_EVER = 0.005


def notes(seen: Seen, column: Column) -> Iterator[str]:
    """Sentences without a full stop; no value of a column that may tell who somebody is: contracts are read by many."""
    if seen.shape.doubt:
        yield f"CHECK: {seen.shape.doubt}"
    if exceptions := seen.shape.exceptions:
        shown = f", as {_shown(str(exceptions[0]))}" if _is_open(seen, column) else ""
        yield f"CHECK: {len(exceptions)} of {seen.rows:,} rows are not and would be quarantined{shown}"
    yield from _about_identifier(seen, column)
    yield from _about_values(seen, column)
    if 0 < seen.filled < seen.rows:
        share = 1 - seen.filled / seen.rows
        yield f"empty in {share:.0%}" if share >= HARDLY_EVER else "hardly ever empty"


def _about_identifier(seen: Seen, column: Column) -> Iterator[str]:
    kind = seen.hint.identifies
    if column.identifies in ADDRESSES:
        yield "CHECK: the person's own? else remove `identifies`"
    elif seen.hint.is_phone and column.type != "phone" and seen.counts:
        yield "CHECK: no numbers with their country, as in +49 30 1234567; export them so and write `type: phone`"
    elif kind and not column.identifies and seen.counts:
        if seen.is_taken:
            yield f"a second {kind}: a row is about one person, so only one column identifies by it"
        elif column.type in ("integer", "number"):
            yield f"CHECK: looks like a {kind}, but only text identifies; export it as text"
        else:
            yield f"CHECK: looks like a {kind}, but its values do not"


def _about_values(seen: Seen, column: Column) -> Iterator[str]:
    if column.one_of:
        yield f"the {len(seen.counts)} values of the sample; another would be quarantined"
    elif column.type in ("integer", "number") and seen.counts and not column.personal:
        numbers = [float(written) for written in seen.counts if written not in map(str, seen.shape.exceptions)]
        yield f"{min(numbers):,.6g} … {max(numbers):,.6g}"
    elif (
        column.type == "text" and _is_open(seen, column) and len(seen.counts) <= FEW and len(seen.counts) < seen.filled
    ):
        yield f"holds {', '.join(sorted(map(_shown, seen.counts)))}"


def _is_open(seen: Seen, column: Column) -> bool:
    """Whether its values may be shown."""
    return not (column.personal or column.type in ADDRESSES or seen.hint.identifies or seen.hint.is_id)


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
