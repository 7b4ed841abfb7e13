"""A TCP proxy for each worker, on its way to the database and to the providers: where connections are cut by what is said.

It knows the protocols only as far as it must: a COMMIT is a simple query of Postgres's, a request is HTTP/1.1 with a length.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from .points import Mishap

COMMIT = b"COMMIT\x00"
SEND = re.compile(rb"^POST \S*(messages:send|mail/send)")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNK = 1 << 16


class CutOff(Exception):
    """This connection ends here, both ways."""


@dataclass
class Line:
    """One worker's line to one server. `strike(mishap)` does to the worker what the mishap says; the cut is the line's."""

    host: str
    port: int
    talk: Callable[[Line], Talk]
    mishaps: Sequence[Mishap]
    strike: Callable[[Mishap], None]
    seen: Counter[str] = field(default_factory=Counter)

    def reach(self, point: str) -> None:
        self.seen[point] += 1
        for mishap in self.mishaps:
            if mishap.point == point and mishap.nth == self.seen[point]:
                self.strike(mishap)
                if mishap.action != "stop":  # who was stopped finds its connection as it left it
                    raise CutOff


class Talk(Protocol):
    """One connection of a line: what of each chunk is passed on, and when a point is reached."""

    def asked(self, chunk: bytes) -> Iterator[bytes]: ...
    def answered(self, chunk: bytes) -> Iterator[bytes]: ...


class WithDatabase:
    """Looks for COMMIT."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._is_committing = False

    def asked(self, chunk: bytes) -> Iterator[bytes]:
        if chunk.endswith(COMMIT):
            self._line.reach("commit.lost")
            self._is_committing = True
        yield chunk

    def answered(self, chunk: bytes) -> Iterator[bytes]:
        if self._is_committing:
            self._is_committing = False
            self._line.reach("commit.unanswered")
        yield chunk


class WithProvider:
    """Follows the requests that carry messages: one at a time on a connection, as HTTP/1.1 has it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._missing = 0
        self._is_asking = False

    def asked(self, chunk: bytes) -> Iterator[bytes]:
        if SEND.match(chunk):
            self._is_asking = True
            head, _, body = chunk.partition(b"\r\n\r\n")
            length = LENGTH.search(head)
            self._missing = (int(length[1]) if length else 0) - len(body)
            half = len(chunk) // 2
            yield chunk[:half]
            self._line.reach("request.half_sent")
            yield chunk[half:]
        else:
            self._missing -= len(chunk)
            yield chunk
        if self._is_asking and self._missing <= 0:
            self._line.reach("request.read")

    def answered(self, chunk: bytes) -> Iterator[bytes]:
        if self._is_asking:
            self._is_asking = False
            self._line.reach("answer.under_way")
        yield chunk


class Switchboard:
    """Serves lines on ports of loopback in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="switchboard", daemon=True)
        self._thread.start()
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    def open(self, line: Line) -> int:
        """The port the worker is to call."""
        return self._do(self._listen(line)).result()

    def hang_up(self) -> None:
        """Ends every line and connection."""
        self._do(self._end()).result()

    def close(self) -> None:
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _do(self, act: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(act, self._loop)

    async def _listen(self, line: Line) -> int:
        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            with contextlib.suppress(asyncio.CancelledError):  # hung up on
                await _connect(line, reader, writer)
            self._open.discard(task)

        server = await asyncio.start_server(take, "127.0.0.1", 0)
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


async def _connect(line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        far_reader, far_writer = await asyncio.open_connection(line.host, line.port)
    except OSError:
        _reset(writer)
        return
    talk = line.talk(line)
    ways = [
        asyncio.create_task(_pass_on(reader, far_writer, talk.asked)),
        asyncio.create_task(_pass_on(far_reader, writer, talk.answered)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        is_cut = any(way.done() and not way.cancelled() and way.exception() for way in ways)
        for end in (writer, far_writer):
            _reset(end) if is_cut else end.close()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Callable[[bytes], Iterator[bytes]]
) -> None:
    while chunk := await reader.read(CHUNK):
        for part in look(chunk):
            writer.write(part)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN, as from a machine that is gone."""
    with contextlib.suppress(OSError):
        taken: socket.socket = writer.get_extra_info("socket")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
