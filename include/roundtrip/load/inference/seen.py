"""What was seen of one field of a sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from roundtrip.load.inference.names import Hint
from roundtrip.load.inference.shape import Shape


@dataclass(frozen=True)
class Seen:
    """A field: what its name hints at, what its values are."""

    name: str
    """The column it becomes."""
    source: str
    """Its name in the file."""
    hint: Hint
    shape: Shape
    counts: Counter[str]
    """How often each value stands in the sample, as text."""
    rows: int
    """Rows of the sample, those without a value included."""
    is_taken: bool
    """Whether an earlier column identifies by the kind this one would."""

    @property
    def filled(self) -> int:
        """Rows in which it holds anything."""
        return self.counts.total()
