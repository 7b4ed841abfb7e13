"""How a feed's files arrive: where they land, how they are written, how often, and what becomes of what nobody asked for."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from roundtrip.domain.policy import Strict
from roundtrip.domain.values import Duration


class Delivery(Strict):
    """The part of a contract that is about files, not about rows."""

    files: str
    format: Literal["ndjson", "csv", "parquet"]
    delimiter: Literal[",", ";", "\t", "|"] = ","
    timezone: str | None = None
    """The zone of times that state none; without it such a time is refused."""
    freshness: Duration
    minimum_rows: int = Field(ge=0)
    unknown_columns: Literal["keep", "refuse", "drop"]
    """drop: of a wide export the contract's columns are wanted and no others, neither kept nor reported."""
    side: Literal["app", "offline"]
    closed_on: date | None = None
    """A data set that ended: the as_of a night over it runs with unless told otherwise."""

    @property
    def is_offline(self) -> bool:
        return self.side == "offline"

    @field_validator("files")
    @classmethod
    def _stays_in_the_landing(cls, files: str) -> str:
        if "://" in files or files.startswith("/") or ".." in PurePosixPath(files).parts:
            raise ValueError("is a pattern below the landing folder, as in `orders/*.csv*`")
        return files

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        try:
            ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is no time zone; write one as in `Europe/Berlin`") from error
        return name
