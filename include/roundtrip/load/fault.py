"""A record of a file, and what may be wrong with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from roundtrip.load.reader import MAX_LINE

TOO_LONG = f"longer than {MAX_LINE >> 20} MiB"


class Fault(NamedTuple):
    """Why a record is refused. Reasons are a small fixed set, so that they can be counted; the bytes tell the rest."""

    reason: str
    field: str | None = None


class Record(NamedTuple):
    """What one record holds, by the field's name in the file, or its fault."""

    line: int
    """Physical line at which it starts, from 1; in Parquet the row."""
    raw: bytes
    content: dict[str, Any] | Fault


def fault_of_bytes(raw: bytes) -> Fault | None:
    """What is wrong with the bytes of a line whatever its format, or None."""
    if len(raw) > MAX_LINE:
        return Fault(TOO_LONG)
    if not raw.strip():
        return Fault("blank line")
    if b"\0" in raw:
        return Fault("NUL byte")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Fault("invalid UTF-8")
    return None
