"""A provider that fetches files, as a print shop does: include/providers/<provider>.yml with `drop`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from roundtrip.domain.policy import Strict


class Drop(Strict):
    """Signed CSV files in a folder or bucket, which the provider fetches."""

    provider: str = Field(pattern="^[a-z][a-z0-9_]*$")
    serves: list[Literal["letter"]] = Field(min_length=1)
    drop: str
    """A folder, below the state folder unless it begins with a slash; or a bucket, as in s3://bucket/letters."""
    delimiter: Literal[",", ";", "\t"] = ","

    @property
    def is_bucket(self) -> bool:
        return "://" in self.drop
