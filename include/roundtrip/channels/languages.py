"""Which of the languages a text exists in a person gets to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from roundtrip.channels.protocol import CannotRender

Content = TypeVar("Content")


def best(wanted: str, by_language: Mapping[str, Content], default: str) -> Content:
    """For `de-AT` the content in `de-AT`, else in `de`, else in the default language; raises CannotRender."""
    for language in (wanted, wanted.replace("_", "-").split("-")[0].lower(), default):
        if language in by_language:
            return by_language[language]
    raise CannotRender(f"there is no text in {wanted!r} and none in {default!r}, the default language")
