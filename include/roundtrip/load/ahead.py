"""Parts of a file, checked by threads while the one that reads them hands the server those before (docs/adr/0037)."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from roundtrip.load.columnar import Columnar
from roundtrip.load.part import Part
from roundtrip.load.rows import Rows, Stamp

MOST = 3
"""Threads: a server takes in no more than two of them check."""
AHEAD = 2
"""Parts a thread that are being checked, or are and wait for the server to take those before: what memory holds of a file."""


def checked(parts: Iterable[Part], check: Columnar, stamp: Stamp) -> Generator[tuple[Part, Rows | None], None, None]:
    """Each part with its rows, or None where it needs the exact path, in the file's order."""
    most = max(1, min(MOST, (os.cpu_count() or 1) - 1))
    waiting: deque[tuple[Part, Future[Rows | None]]] = deque()
    threads = ThreadPoolExecutor(most, "check")
    try:
        for part in parts:
            if not part.stands_alone:
                yield part, check(part, stamp)
                continue
            waiting.append((part, threads.submit(check, part, stamp)))
            if len(waiting) > AHEAD * most:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)
    finally:
        threads.shutdown(cancel_futures=True)


def _first(waiting: deque[tuple[Part, Future[Rows | None]]]) -> tuple[Part, Rows | None]:
    part, rows = waiting.popleft()
    return part, rows.result()
