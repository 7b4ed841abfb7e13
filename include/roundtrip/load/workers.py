"""Parts of a large file, checked by processes beside this one, which meanwhile hands the server what they found.

Rows come back in the file's order. Nothing depends on workers: until they have started, and where one is gone, parts are checked
here (docs/adr/0035).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from roundtrip.load import worker
from roundtrip.load.columnar import Columnar
from roundtrip.load.part import Block, Part
from roundtrip.load.rows import Rows, Stamp

ALONE = 24
"""Parts of a file before it is worth a second to start workers."""
MOST = 4
AHEAD = 2
"""Parts a worker that are being checked, or are and wait for the server to take those before: what memory holds of a file."""


class Workers:
    """A context for the parts of one file."""

    def __init__(self, contract: worker.Contract, here: Columnar) -> None:
        """here: the same as a worker does, in this process."""
        self._contract, self._here = contract, here
        processors = os.cpu_count() or 1
        self._most = min(MOST, processors - 1)
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._starting: list[Future[None]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def checked(self, parts: Iterable[Part], stamp: Stamp) -> Iterator[tuple[Part, Rows | None]]:
        """Each part with its rows, or None where it needs the exact path; at most AHEAD parts a worker are read ahead."""
        threads = ThreadPoolExecutor(max(self._most, 1), "load")
        self._open.callback(threads.shutdown, cancel_futures=True)
        waiting: deque[tuple[Part, Future[Rows | None]]] = deque()
        for number, part in enumerate(parts, 1):
            if part.block is None or not self._have_started():
                if number == ALONE and part.block:
                    self._starting = [threads.submit(self._start) for _ in range(self._most)]
                yield part, self._here(part, stamp)
                continue
            waiting.append((part, threads.submit(self._ask, part, part.block, stamp)))
            if len(waiting) > AHEAD * self._most:
                earlier, found = waiting.popleft()
                yield earlier, found.result()
        for earlier, found in waiting:
            yield earlier, found.result()

    def _have_started(self) -> bool:
        return bool(self._starting) and all(started.done() for started in self._starting)

    def _start(self) -> None:
        ours, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-c", f"from {worker.__name__} import main; main({theirs.fileno()})"]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        self._open.callback(process.wait)
        self._open.callback(ours.close)  # first, for that is how a worker learns that it is done
        ours.send(self._contract)
        ours.recv()
        self._idle.put(ours)

    def _ask(self, part: Part, block: Block, stamp: Stamp) -> Rows | None:
        try:
            connection = self._idle.get_nowait()
            rows = worker.answer(connection, block, stamp)
        except (Empty, EOFError, OSError):
            return self._here(part, stamp)
        self._idle.put(connection)
        return rows
