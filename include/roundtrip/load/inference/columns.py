"""The draft of each column: what its values and its name say together, and what somebody should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from roundtrip.domain.column import Column
from roundtrip.domain.feed import OURS
from roundtrip.load.inference.names import hint_of, snake
from roundtrip.load.inference.notes import notes
from roundtrip.load.inference.rules import rules
from roundtrip.load.inference.sample import Sample
from roundtrip.load.inference.seen import Seen
from roundtrip.load.inference.shape import shape_of


@dataclass
class Drafted:
    """One column of the draft."""

    seen: Seen
    column: Column
    notes: list[str]

    @property
    def name(self) -> str:
        return self.seen.name


def drafted(sample: Sample, feed: str) -> list[Drafted]:
    """A draft for each field, in the order of the file. Of two that could identify by one kind, the first does."""
    taken: set[str] = set()
    kinds: set[str] = set()
    found = []
    for source in sample.fields:
        name = _free(snake(source), taken)
        seen = _seen(name, source, sample, feed, kinds)
        column = Column.model_validate(rules(seen))
        taken |= {name, column.in_raw(name)}
        kinds |= {column.identifies} if column.identifies else set()
        found.append(Drafted(seen, column, list(notes(seen, column))))
    return found


def _free(name: str, taken: set[str]) -> str:
    while name in taken or name in OURS:
        name = f"{name}_2" if name in taken else f"{name}_"
    return name


def _seen(name: str, source: str, sample: Sample, feed: str, kinds: set[str]) -> Seen:
    values = [row[source] for row in sample.rows if row.get(source) is not None]
    hint = hint_of(name, feed)
    shape = shape_of(values, hint, is_text=sample.is_text)
    counts = Counter(map(str, values))
    return Seen(name, source, hint, shape, counts, len(sample.rows), is_taken=hint.identifies in kinds)
