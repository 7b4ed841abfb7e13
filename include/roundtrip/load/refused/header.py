"""The header under which a CSV's refused rows are to be read."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from psycopg import Connection

from roundtrip import settings
from roundtrip.domain.feed import Feed
from roundtrip.load.landing import RefusedFile, landed
from roundtrip.load.reader import Reader


def header(db: Connection[Any], feed: Feed, batch_id: int | None) -> bytes | None:
    """The first line of the file that made the batch, while it lies in the landing untouched; None where it is gone."""
    found = db.execute("select file, fingerprint from raw.batch where batch_id = %s", [batch_id]).fetchone()
    for file in landed(settings.load().landing, feed.files):
        if found == (file.name, file.fingerprint):
            try:
                with closing(Reader(file).lines()) as lines:
                    return next(lines, None)
            except RefusedFile:
                return None
    return None
