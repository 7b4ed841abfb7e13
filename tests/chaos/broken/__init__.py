"""Senders that are wrong on purpose, so that it is known that the checker would tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """`install` spoils a worker's code; `sql` takes off the guards of the database that would refuse what it does."""

    install: Callable[[], None]
    sql: str = "select 1"


VARIANTS: dict[str, Variant] = {}
