"""Parts of a file, checked by threads while the one that reads them hands the server those before (docs/adr/0037)."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from roundtrip.load.columnar import Columnar
from roundtrip.load.part import Part
from roundtrip.load.rows import Rows, Stamp

MOST = 3
"""Threads: a server takes in no more than two of them check."""
AHEAD = 2
"""Parts a thread that are being checked, or are and wait for the server to take those before: what memory holds of a file."""


def checked(parts: Iterable[Part], check: Columnar, stamp: Stamp) -> Generator[tuple[Part, Rows | None], None, None]:
    """Parts with their rows, or None where one needs the exact path, in the file's order."""
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
                yield from _divided(*_first(waiting), check, stamp)
        while waiting:
            yield from _divided(*_first(waiting), check, stamp)
    finally:
        threads.shutdown(cancel_futures=True)


def _divided(part: Part, rows: Rows | None, check: Columnar, stamp: Stamp) -> Iterator[tuple[Part, Rows | None]]:
    """Around one bad row few take the exact path. A part that is bad in both halves takes it as it is: there may be many."""
    found = [(half, check(half, stamp)) for half in part.halves()] if rows is None else []
    if all(rows_of_half is None for _, rows_of_half in found):
        yield part, rows
        return
    for half, rows_of_half in found:
        yield from _divided(half, rows_of_half, check, stamp)


def _first(waiting: deque[tuple[Part, Future[Rows | None]]]) -> tuple[Part, Rows | None]:
    part, rows = waiting.popleft()
    return part, rows.result()
