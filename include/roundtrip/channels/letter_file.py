"""A file of letters: which rows it has, what it is called, and that nobody's name can be a formula in a spreadsheet."""

from __future__ import annotations

import csv
import hmac
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class LetterFile:
    """Rows of the same columns; the same rows make the same file under the same name."""

    name: str
    content: bytes

    @classmethod
    def of(cls, about: str, rows: Sequence[Mapping[str, str]], delimiter: str) -> LetterFile:
        """`about` begins the name; the rows' message ids, in any order, end it."""
        ids = "".join(sorted(row["message_id"] for row in rows))
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows({column: _harmless(cell) for column, cell in row.items()} for row in rows)
        return cls(f"{about}.{sha256(ids.encode()).hexdigest()[:24]}.csv", out.getvalue().encode())

    def signature(self, key: bytes) -> bytes:
        """HMAC-SHA-256 of the bytes, in hex, as `openssl dgst -sha256 -hmac` says it."""
        return hmac.digest(key, self.content, sha256).hex().encode() + b"\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
