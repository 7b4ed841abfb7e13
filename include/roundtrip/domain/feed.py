"""A feed's contract (include/feeds/*.yml): how its files arrive, what a row must hold, which row is the same row again."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from roundtrip.domain.column import ADDRESSES, Column
from roundtrip.domain.delivery import Delivery
from roundtrip.domain.suppresses import Suppresses

OURS = frozenset({"extra", "content_hash", "batch_id", "line", "known_as_of", "loaded_at"})
TABLES_OF_RAW = frozenset({"batch", "quarantine", "feed_status", "scores"})
NAME = re.compile("[a-z][a-z0-9_]{0,47}")


def table_name(name: str) -> str:
    """The name of a feed, which is its table's; raises ValueError where it cannot be."""
    if not NAME.fullmatch(name) or name in TABLES_OF_RAW:
        raise ValueError(
            f"{name!r} cannot name a table of raw; use small letters, digits and _, none of {sorted(TABLES_OF_RAW)}"
        )
    return name


class Feed(Delivery):
    """One feed. Rows of a file = loaded + quarantined + duplicates, whatever it holds."""

    columns: dict[str, Column] = Field(min_length=1)
    name: str = Field(alias="feed")
    mode: Literal["append", "upsert", "replace_partition"]
    partition: tuple[str, ...] = Field(default=(), validate_default=True)
    key: tuple[str, ...] = Field(default=(), validate_default=True)
    """Without one, every line of a delivery counts; of an address its hash is the key."""
    key_if_any: tuple[str, ...] = ()
    """Further columns of the key, which a row may lack: lacking equals lacking."""
    event_time: str | None = Field(default=None, validate_default=True)
    suppresses: Suppresses | None = None
    needed_for: str
    optional: bool = False
    """Nobody misses it where it is absent."""
    example: dict[str, Any] | None = None
    """A row as it stands in the file, by the file's own field names; its contract test loads it."""

    def identifying(self, kind: str) -> str | None:
        """The column that names a person by this kind of identifier, if the feed has one."""
        return next((name for name, column in self.columns.items() if column.identifies == kind), None)

    @property
    def naming(self) -> list[tuple[str, str]]:
        """(kind, column) of all that says whose a row is: its identifiers, or else its addresses."""
        identifiers = [(column.identifies, name) for name, column in self.columns.items() if column.identifies]
        addresses = [(column.type, name) for name, column in self.columns.items() if column.type in ADDRESSES]
        return [*(identifiers or addresses)]

    @property
    def key_in_raw(self) -> tuple[str, ...]:
        return tuple(self.columns[name].in_raw(name) for name in (*self.key, *self.key_if_any))

    @property
    def addresses(self) -> dict[str, Column]:
        """Columns whose clear text the sender needs: an address that no row calls anybody's is kept as its hash only."""
        if not any(column.identifies for column in self.columns.values()):
            return {}
        return {name: column for name, column in self.columns.items() if column.type in ADDRESSES}

    def sources(self) -> dict[str, str]:
        """Column name by the field's name in the file."""
        return {column.source(name): name for name, column in self.columns.items()}

    def lacking(self, header: Collection[str]) -> list[str]:
        """The fields that a file with this header should have and has not."""
        return [c.source(name) for name, c in self.columns.items() if not c.optional and c.source(name) not in header]

    @field_validator("name")
    @classmethod
    def _is_a_table_name(cls, name: str) -> str:
        return table_name(name)

    @field_validator("columns")
    @classmethod
    def _can_be_a_table(cls, columns: dict[str, Column], info: ValidationInfo) -> dict[str, Column]:
        for name, column in columns.items():
            if not NAME.fullmatch(name) or column.in_raw(name) in OURS:
                raise ValueError(
                    f"{name!r} cannot name a column of raw; choose another and write the file's as `named:`"
                )
        if len({column.in_raw(name) for name, column in columns.items()}) < len(columns):
            raise ValueError("an address and another column would share the name `…_hash`; rename one")
        if len({column.source(name) for name, column in columns.items()}) < len(columns):
            raise ValueError("two columns read the same field of the file; correct one `named:`")
        inner = [name for name, column in columns.items() if column.inside]
        if inner and info.data.get("format", "ndjson") != "ndjson":
            raise ValueError(f"{inner[0]!r} lies inside another field, which only ndjson has; remove its `inside:`")
        kinds = [column.identifies for column in columns.values() if column.identifies]
        if len(set(kinds)) < len(kinds):
            raise ValueError("two columns identify by the same kind; a row is about one person")
        return columns

    @field_validator("key", "partition")
    @classmethod
    def _required_columns(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for name in names if "columns" in info.data else ():
            column = info.data["columns"].get(name)
            if column is None or not column.required:
                raise ValueError(f"{name!r} is no column with `required: true`; correct or add it")
            if info.field_name == "partition" and column.type in ADDRESSES:
                raise ValueError(f"{name!r} is an address; a partition is what a delivery restates, as a day is")
        return names

    @field_validator("key")
    @classmethod
    def _tells_rows_apart(cls, key: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not key and info.data.get("mode", "replace_partition") != "replace_partition":
            raise ValueError("is missing; name the columns that make a row the same row again")
        return key

    @field_validator("key_if_any")
    @classmethod
    def _adds_to_the_key(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if names and info.data.get("mode", "append") != "append":
            raise ValueError("goes with `mode: append` only; remove it, or the mode's rows could not be found again")
        for name in names if "columns" in info.data else ():
            column = info.data["columns"].get(name)
            if column is None or column.required:
                raise ValueError(f"{name!r} is no column that a row may lack; correct it, or name it in `key:`")
        return names

    @field_validator("partition")
    @classmethod
    def _goes_with_its_mode(cls, partition: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if bool(partition) != (info.data.get("mode") == "replace_partition"):
            raise ValueError("goes with `mode: replace_partition`, and only with it; add or remove it")
        return partition

    @field_validator("event_time")
    @classmethod
    def _is_a_time(cls, name: str | None, info: ValidationInfo) -> str | None:
        if "columns" not in info.data:
            return name
        if name is None:
            if any(column.type in ADDRESSES for column in info.data["columns"].values()):
                raise ValueError("is needed to know an address's latest version; name a column of type timestamp")
            return name
        column = info.data["columns"].get(name)
        spans_lines = not info.data.get("key", True)  # the first line of several may speak for all of them
        if column is None or not (column.required or spans_lines) or column.type not in ("timestamp", "date"):
            raise ValueError(
                f"{name!r} is no column of type timestamp or date with `required: true`; correct or add it"
            )
        return name

    @field_validator("suppresses")
    @classmethod
    def _names_an_address(cls, suppresses: Suppresses | None, info: ValidationInfo) -> Suppresses | None:
        if suppresses and "columns" in info.data:
            suppresses.check(info.data["columns"])
        return suppresses
