"""The whole draft of a feed: its files by path, what the loader says of the sample, and writing them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from roundtrip import settings
from roundtrip.domain.feed import table_name
from roundtrip.load.inference import staging
from roundtrip.load.inference.columns import Drafted, drafted
from roundtrip.load.inference.contract import contract as contract_text
from roundtrip.load.inference.delivery import Delivery, delivery
from roundtrip.load.inference.names import snake
from roundtrip.load.inference.sample import look
from roundtrip.load.inference.trial import trial


class FeedNameError(Exception):
    """The feed cannot be called so; nothing was written."""


class DraftExistsError(Exception):
    """A file of the draft is there already; nothing was written."""


@dataclass(frozen=True)
class Draft:
    """Texts of the files that make a feed loadable and readable, by where they belong; the contract is the first."""

    feed: str
    files: dict[Path, str] = field(repr=False)
    faults: list[str]
    """What the loader says against it, one sentence each."""

    def write(self) -> list[Path]:
        """Write every file, or none where one exists; raises DraftExistsError."""
        if taken := [path.name for path in self.files if path.exists()]:
            raise DraftExistsError(f"{', '.join(taken)}: there already; choose another --name, or compare by hand")
        for path, content in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return list(self.files)


def infer(paths: Sequence[str], name: str | None = None) -> Draft:
    """Draft a feed from samples of its files; raises UnreadableSample where they tell nothing, FeedNameError."""
    feed = _feed_name(paths[0]) if name is None else name
    try:
        table_name(feed)  # first of all: files are called after it, and none may lie elsewhere
    except ValueError as error:
        raise FeedNameError(f"{error}; choose another --name") from error
    sample = look(paths)
    columns = drafted(sample, feed)
    how = delivery(columns, sample.rows, feed)
    _require(columns, how, len(sample.rows))
    contract = contract_text(feed, sample, columns, how)
    here = settings.load()
    models = here.dbt_project / "models" / "staging" / feed
    model = staging.model_name(feed)
    files = {
        here.include / "feeds" / f"{feed}.yml": contract,
        models / f"raw_{feed}.yml": staging.source_yml(feed),
        models / f"{model}.sql": staging.model_sql(feed, columns, how),
        models / f"{model}.yml": staging.model_yml(feed, columns, how),
    }
    return Draft(feed, files, trial(feed, contract, sample))


def _require(columns: list[Drafted], how: Delivery, rows: int) -> None:
    """What a row is found by, it must have."""
    for draft in columns:
        if draft.name in (*how.key, *how.partition, how.event_time) and not draft.column.required:
            draft.notes.append(f"CHECK: empty in {rows - draft.seen.filled} rows, which would be quarantined")
            draft.column = draft.column.model_copy(update={"required": True})


def _feed_name(path: str) -> str:
    """The file's name without its suffixes and dates: `orders_2026-11-10.csv.gz` is a file of orders."""
    stem = PurePosixPath(path).name.partition(".")[0]
    return re.sub(r"(_\d+|_c)+$", "", snake(stem)) or "feed"
