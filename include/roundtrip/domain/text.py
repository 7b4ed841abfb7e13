"""The content of what others put on paper or on a phone for us: texts and letters."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from roundtrip.domain.values import Texts
from roundtrip.domain.variant import BaseVariant

OURS = ("message_id", "account", "form", "language")
"""Columns of a file of letters that Roundtrip fills in."""


def _free_column(name: str) -> str:
    if name in OURS:
        raise ValueError(f"{name!r} is filled in by Roundtrip; choose another name")
    return name


Column = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$"), AfterValidator(_free_column)]


class TextVariant(BaseVariant):
    """A short text to a phone."""

    text: Texts
    link: str | None = None
    """A web address; `{{ link }}` in the text is the tracked link to it."""

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {"text": self.text}


class LetterVariant(BaseVariant):
    """What a print shop fills into a form of its own."""

    form: str = Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")
    """The print shop's name of the form."""
    fields: dict[Column, Texts] = Field(default={})
    """Further columns of the file."""

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {f"fields.{name}": by_language for name, by_language in self.fields.items()}
