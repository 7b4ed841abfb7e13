"""The headers under which a CSV's refused rows are to be read."""

from __future__ import annotations

from contextlib import closing
from functools import cache, cached_property
from typing import Any

from psycopg import Connection

from roundtrip import settings
from roundtrip.domain.feed import Feed
from roundtrip.load.landing import LandedFile, RefusedFile, landed
from roundtrip.load.reader import Reader


class Headers:
    """The first lines of a feed's files, as long as these lie in the landing as they were loaded."""

    def __init__(self, db: Connection[Any], feed: Feed) -> None:
        self._db, self._feed = db, feed
        self.of = cache(self._of)

    def _of(self, batch_id: int | None) -> bytes | None:
        """The header of the file that made the batch; None where it is gone."""
        loaded = self._db.execute("select file, fingerprint from raw.batch where batch_id = %s", [batch_id]).fetchone()
        file = loaded and self._landed.get(loaded)
        if not file:
            return None
        try:
            with closing(Reader(file).lines()) as lines:
                return next(lines, None)
        except RefusedFile:
            return None

    @cached_property
    def _landed(self) -> dict[tuple[str, str], LandedFile]:
        files = landed(settings.load().landing, self._feed.files)
        return {(file.name, file.fingerprint): file for file in files}
