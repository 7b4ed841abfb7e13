"""A model's SQL as dbt would run it, to be looked at or asked by somebody else: nothing is built."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO

from roundtrip.transform.invocation import invoke


@dataclass(frozen=True)
class Compiled:
    """A model as its file and the night make it."""

    model: str
    sql: str
    description: str
    feeds: tuple[str, ...]
    """Its meta.feeds."""


def compiled(model: str, as_of: date) -> Compiled:
    """One model at the night `as_of`; raises TransformError that says what dbt did not understand of its file."""
    with redirect_stdout(StringIO()):  # dbt prints what it compiled, even when told to be quiet
        node = invoke(["compile", "--select", model], as_of=as_of).results[0].node
    return Compiled(model, node.compiled_code, node.description, tuple(node.config.meta.get("feeds", ())))
