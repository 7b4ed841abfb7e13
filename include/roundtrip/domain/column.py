"""One column of a feed's contract."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import ValidationInfo, field_validator

from roundtrip.domain.policy import Strict

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp", "json", "email", "push_token"]
ADDRESSES = ("email", "push_token")


class Column(Strict):
    """What one field of a row must be."""

    type: Type
    named: str | None = None
    """The field's name in the file, where it cannot be the column's."""
    required: bool = False
    minimum: int | None = None
    one_of: tuple[str, ...] | None = None
    pattern: str | None = None
    identifies: Literal["user_id", "device_id", "loyalty_card"] | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"{pattern!r} is not a regular expression ({error}); correct it") from error
        return pattern

    @field_validator("minimum")
    @classmethod
    def _of_numbers(cls, minimum: int | None, info: ValidationInfo) -> int | None:
        if minimum is not None and info.data.get("type", "integer") not in ("integer", "number"):
            raise ValueError("only an integer or a number has a minimum; remove it or correct the type")
        return minimum

    @field_validator("one_of", "pattern", "identifies")
    @classmethod
    def _of_text(cls, rule: object, info: ValidationInfo) -> object:
        if rule is not None and info.data.get("type", "text") != "text":
            raise ValueError("only a column of type text can have this; remove it or write `type: text`")
        return rule

    def in_raw(self, name: str) -> str:
        """The column's name in raw: an address stays outside, its keyed hash takes its place."""
        return f"{name}_hash" if self.type in ADDRESSES else name
