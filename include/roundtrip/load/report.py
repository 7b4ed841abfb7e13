"""What a night's loading brought, to print and to count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True)
class Tally:
    """What became of a file's rows: rows_in = loaded + quarantined + duplicates."""

    rows_in: int
    loaded: int
    quarantined: int
    duplicates: int
    unknown_columns: tuple[str, ...] = ()

    def of_retry(self) -> Tally:
        """The same rows, counted once: they came in with an earlier file, and leave the quarantine now."""
        return replace(self, rows_in=0, quarantined=self.quarantined - self.rows_in)


@dataclass
class FeedReport:
    """What a feed brought tonight; rows_in = loaded + quarantined + duplicates."""

    feed: str
    files: int = 0
    skipped: int = 0
    """Files loaded before."""
    rows_in: int = 0
    loaded: int = 0
    quarantined: int = 0
    duplicates: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    """Reason by file."""
    unknown_columns: set[str] = field(default_factory=set)

    def add(self, tally: Tally | None) -> None:
        if tally is None:
            self.skipped += 1
            return
        self.files += 1
        self.rows_in += tally.rows_in
        self.loaded += tally.loaded
        self.quarantined += tally.quarantined
        self.duplicates += tally.duplicates
        self.unknown_columns |= set(tally.unknown_columns)

    @property
    def counts(self) -> dict[str, int]:
        rows = {name: getattr(self, name) for name in ("rows_in", "loaded", "quarantined", "duplicates")}
        return {"files": self.files, "files_skipped": self.skipped, "files_refused": len(self.refused), **rows}

    def __str__(self) -> str:
        said = f"{self.feed}: {self.loaded:,} rows of {self.files} files"
        for number, what in (
            (self.duplicates, "duplicates"),
            (self.quarantined, "quarantined"),
            (len(self.refused), "files refused"),
        ):
            said += f", {number:,} {what}" if number else ""
        return said + (
            f", unknown columns kept: {', '.join(sorted(self.unknown_columns))}" if self.unknown_columns else ""
        )


@dataclass
class LoadReport:
    """A night's loading, feed by feed."""

    as_of: date
    feeds: list[FeedReport] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The feeds' counts, added up."""
        total: Counter[str] = Counter()
        for brought in self.feeds:
            total.update(brought.counts)
        return dict(total)

    @property
    def lines(self) -> list[str]:
        """What was new, and each file that was refused with its reason."""
        new = [brought for brought in self.feeds if brought.files or brought.refused]
        refused = [f"{file}: {why}" for brought in new for file, why in brought.refused.items()]
        return [*map(str, new), *refused] or ["nothing new"]
