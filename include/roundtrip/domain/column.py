"""One column of a feed's contract."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import ValidationInfo, field_validator

from roundtrip.domain.policy import Strict
from roundtrip.domain.values import IDENTIFIERS, Identifier

__all__ = ["ADDRESSES", "IDENTIFIERS", "Column", "Identifier", "Type"]

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp", "json", "email", "phone", "push_token"]
ADDRESSES = ("email", "phone", "push_token")


class Column(Strict):
    """What one field of a row must be."""

    type: Type
    named: str | None = None
    """The field's name in the file, where it cannot be the column's."""
    inside: str | None = None
    """The objects of an NDJSON row that hold the field, from the outermost, as in `context.device`. The field is taken out of
    them: an address must not stay in a json column beside its own."""
    means_none: tuple[str, ...] = ()
    """Texts that stand for no value, as an advertising id of zeros does."""
    required: bool = False
    optional: bool = False
    """A CSV or Parquet file may come without the column, as those do that were exported before there was one."""
    minimum: int | None = None
    one_of: tuple[str, ...] | None = None
    pattern: str | None = None
    identifies: Identifier | None = None
    """The kind of identifier it is. An e-mail or phone that is the person's own identifies by its keyed hash."""
    unit: Literal["seconds", "milliseconds", "microseconds"] | None = None
    """Of a timestamp that is written as a number since 1970; where it is not, ISO 8601 is read all the same."""
    format: str | None = None
    """Of a timestamp or date that is not ISO 8601, in the letters of strptime, as in `%Y-%m-%d %H:%M:%S %z`."""
    quoted: bool = False
    """An integer or number that NDJSON may write as text, as BigQuery does with 64-bit ones; a CSV always does."""
    unquoted: bool = False
    """A text that NDJSON or Parquet may write as an integer, as a user id out of a database is; kept as its digits."""
    personal: bool = False
    """Tells who somebody is without being an identifier or an address, as a name does: gone when the person is erased."""
    keeps: tuple[str, ...] = ()
    """Fields of a json column that stay when the person is erased, because figures are read from them; the rest goes."""

    @field_validator("optional")
    @classmethod
    def _of_values_that_may_lack(cls, optional: bool, info: ValidationInfo) -> bool:
        if optional and info.data.get("required"):
            raise ValueError("a file cannot lack what every row must have; remove it or `required`")
        return optional

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

    @field_validator("one_of", "pattern")
    @classmethod
    def _of_text(cls, rule: object, info: ValidationInfo) -> object:
        if rule is not None and info.data.get("type", "text") != "text":
            raise ValueError("only a column of type text can have this; remove it or write `type: text`")
        return rule

    @field_validator("quoted")
    @classmethod
    def _of_quoted_numbers(cls, quoted: bool, info: ValidationInfo) -> bool:
        if quoted and info.data.get("type", "integer") not in ("integer", "number"):
            raise ValueError("only an integer or a number can have this; remove it or correct the type")
        return quoted

    @field_validator("unquoted")
    @classmethod
    def _of_unquoted_texts(cls, unquoted: bool, info: ValidationInfo) -> bool:
        if unquoted and info.data.get("type", "text") != "text":
            raise ValueError("only a text can have this; remove it or write `type: text`")
        return unquoted

    @field_validator("identifies")
    @classmethod
    def _of_its_type(cls, kind: str | None, info: ValidationInfo) -> str | None:
        wanted = kind if kind in ADDRESSES else "text"
        if kind is not None and info.data.get("type", wanted) != wanted:
            raise ValueError(f"only a column of type {wanted} can have this; remove it or write `type: {wanted}`")
        return kind

    @field_validator("keeps")
    @classmethod
    def _of_json(cls, keeps: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if keeps and info.data.get("type", "json") != "json":
            raise ValueError("only a column of type json has fields to keep; remove it or write `type: json`")
        return keeps

    @field_validator("unit")
    @classmethod
    def _of_timestamps(cls, unit: str | None, info: ValidationInfo) -> str | None:
        if unit is not None and info.data.get("type", "timestamp") != "timestamp":
            raise ValueError("only a timestamp has this; remove it or write `type: timestamp`")
        return unit

    @field_validator("format")
    @classmethod
    def _of_times(cls, written: str | None, info: ValidationInfo) -> str | None:
        if written is not None and info.data.get("type", "timestamp") not in ("timestamp", "date"):
            raise ValueError("only a timestamp or a date has this; remove it or correct the type")
        if written is not None and info.data.get("unit"):
            raise ValueError("goes without `unit`: a time is a number or a text; remove one")
        return written

    @property
    def is_plain(self) -> bool:
        """Whether its value is the field's as it stands, for whoever reads a file by whole columns."""
        return not self.inside and not self.means_none

    def source(self, name: str) -> str:
        """What the field is called in the file; one inside others by its path."""
        return ".".join(filter(None, (self.inside, self.named or name)))

    def in_raw(self, name: str) -> str:
        """The column's name in raw: an address stays outside, its keyed hash takes its place."""
        return f"{name}_hash" if self.type in ADDRESSES else name
