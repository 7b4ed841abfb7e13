"""Senders that are wrong on purpose, so that it is known that the checker would tell. Each is a mistake somebody has made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import ways


@dataclass(frozen=True)
class Variant:
    """`install` spoils a worker's code; `files` take off the guards of the database that would refuse what it does."""

    install: Callable[[], None]
    files: tuple[str, ...] = ("unguarded",)

    @property
    def sql(self) -> str:
        return "\n".join(Path(__file__).with_name(f"{name}.sql").read_text() for name in self.files)


VARIANTS = {
    "requeues_what_was_in_flight": Variant(ways.requeue_what_was_in_flight),
    "marks_before_it_sends": Variant(ways.mark_before_sending, files=()),
    "retries_in_the_sdk": Variant(ways.retry_in_the_sdk, files=()),
    "counts_caps": Variant(lambda: None, files=("unguarded", "counted_caps")),
    "skips_the_in_flight_commit": Variant(ways.skip_the_in_flight_commit),
    "claims_without_locks_and_owners": Variant(ways.claim_without_locks_and_owners, files=("unguarded", "meeting")),
    "trusts_the_plan": Variant(ways.trust_the_plan),
}
