"""Which of the languages a text exists in a person gets to read."""

from __future__ import annotations

from collections.abc import Collection


def best(wanted: str, available: Collection[str], default: str) -> str:
    """`de-AT` reads `de-AT`, else `de`, else the default language."""
    for language in (wanted, wanted.replace("_", "-").split("-")[0].lower()):
        if language in available:
            return language
    return default
