"""Writes landing files: the same rows give the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

COMPRESSION = 3

Row = Mapping[str, Any]


def lines(rows: Iterable[Row]) -> list[bytes]:
    """One JSON object a row, without its empty fields."""
    return [orjson.dumps({name: value for name, value in row.items() if value is not None}) for row in rows]


def csv_lines(rows: Iterable[Row]) -> list[bytes]:
    """A header with every row's fields, and a line a row; nothing where there is no row."""
    rows = list(rows)
    if not rows:
        return []
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode().splitlines()


@dataclass(frozen=True)
class Landing:
    """The folder that Roundtrip loads from."""

    folder: Path

    def write(self, feed: str, day: date, ending: str, content: list[bytes], *, suffix: str = "") -> Path | None:
        """<folder>/<feed>/<feed>_<day><suffix>.<ending>, whole or not at all; None where there is nothing to write."""
        if not content:
            return None
        path = self.folder / feed / f"{feed}_{day}{suffix}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.tmp")
        draft.write_bytes(_packed(content, ending))
        return draft.replace(path)


def truncate(path: Path) -> None:
    """Leaves the first two thirds, as a transfer that broke off."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])


def _packed(content: list[bytes], ending: str) -> bytes:
    plain = b"\n".join(content) + b"\n"
    return gzip.compress(plain, COMPRESSION, mtime=0) if ending.endswith(".gz") else plain
