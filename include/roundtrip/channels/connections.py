"""libcurl's connections to one provider: a thousand POSTs in flight from one thread, over HTTP/2 where it is spoken.

Left alone libcurl repeats a POST too: where a kept connection dies before the first byte of an answer, it sends the body
again on a new one, and has no switch for that. So a body is handed over through READFUNCTION without a SEEKFUNCTION: what
cannot be rewound cannot be sent twice. The same function tells what became of a call without an answer: a body of which
nothing was ever taken has not left this process (docs/adr/0030-a-body-that-cannot-be-sent-twice.md).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import certifi
import pycurl

from roundtrip.channels.post import Answered, Post, Reply, Unanswered
from roundtrip.channels.transport import ForbiddenHost, refuse_strangers

CONNECTIONS = 10
STREAMS = 100
"""Calls at a time on one connection of HTTP/2; most providers allow no more."""
LARGEST_ANSWER = 1_000_000  # bytes
BUFFER = 16_384  # bytes; a message has far less, and a thousand calls each have one in either direction
WITHOUT_SOCKETS = 0.01  # seconds: while a name is looked up there is nothing to wait for


@dataclass(slots=True)
class _Call:
    number: int
    body: BytesIO
    begun_at: float = field(default_factory=time.monotonic)
    answer: BytesIO = field(default_factory=BytesIO)
    header_lines: list[bytes] = field(default_factory=list)


class Connections:
    """Kept between calls. For one thread at a time."""

    def __init__(self, url: str, *, is_sandbox: bool, timeout_seconds: float) -> None:
        """In sandbox mode nothing but this machine is connected to."""
        self._url, self._is_sandbox, self._timeout_ms = url, is_sandbox, int(timeout_seconds * 1000)
        self._idle: list[pycurl.Curl] = []
        self._told: dict[pycurl.Curl, tuple[str, Sequence[str]]] = {}
        """Path and headers each handle still has from its last call: nearly always the same."""
        self._calls: dict[pycurl.Curl, _Call] = {}
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, STREAMS)

    @property
    def in_flight(self) -> int:
        return len(self._calls)

    def begin(self, number: int, post: Post) -> None:
        """Put a POST on its way; `number` comes back with its reply."""
        handle = self._idle.pop() if self._idle else self._handle()
        call = _Call(number, BytesIO(post.body))
        if self._told.get(handle) != (post.path, post.headers):
            handle.setopt(pycurl.URL, self._url + post.path)
            handle.setopt(pycurl.HTTPHEADER, [*post.headers, "Expect:"])
            self._told[handle] = post.path, post.headers
        handle.setopt(pycurl.POSTFIELDSIZE, len(post.body))
        handle.setopt(pycurl.READFUNCTION, call.body.read)
        handle.setopt(pycurl.WRITEFUNCTION, call.answer.write)
        handle.setopt(pycurl.HEADERFUNCTION, call.header_lines.append)
        self._calls[handle] = call
        self._multi.add_handle(handle)

    def landed(self) -> Iterator[tuple[int, float, Reply]]:
        """Move what can be moved; number, beginning (monotonic seconds) and reply of every call that has ended."""
        self._multi.perform()
        is_more = 1
        while is_more:
            is_more, well, broken = self._multi.info_read()
            yield from (self._end(handle, None) for handle in well)
            yield from (self._end(handle, f"libcurl {code}: {words}") for handle, code, words in broken)

    def wait(self, seconds: float) -> None:
        """Until something moves, or so long."""
        if not self._calls:
            time.sleep(seconds)
        elif self._multi.select(seconds) == -1:
            time.sleep(WITHOUT_SOCKETS)

    def abandon(self) -> None:
        """Let go of what is still in flight; its replies are heard by nobody."""
        for handle in self._calls:
            self._multi.remove_handle(handle)
            handle.close()
            self._told.pop(handle, None)
        self._calls.clear()

    def close(self) -> None:
        self.abandon()
        for handle in self._idle:
            handle.close()
        self._multi.close()

    def _end(self, handle: pycurl.Curl, error: str | None) -> tuple[int, float, Reply]:
        self._multi.remove_handle(handle)
        self._idle.append(handle)
        call = self._calls.pop(handle)
        if error is not None:
            return call.number, call.begun_at, Unanswered(error, may_have_arrived=call.body.tell() > 0)
        answered = Answered(handle.getinfo(pycurl.RESPONSE_CODE), call.answer.getvalue(), call.header_lines)
        return call.number, call.begun_at, answered

    def _handle(self) -> pycurl.Curl:
        handle = pycurl.Curl()
        handle.setopt(pycurl.POST, 1)
        handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)  # plain http:// is spoken to in 1.1
        handle.setopt(pycurl.PIPEWAIT, 1)  # for a place on a connection there is, before another is opened
        handle.setopt(pycurl.FOLLOWLOCATION, 0)
        handle.setopt(pycurl.TIMEOUT_MS, self._timeout_ms)
        handle.setopt(pycurl.MAXFILESIZE, LARGEST_ANSWER)
        handle.setopt(pycurl.BUFFERSIZE, BUFFER)
        handle.setopt(pycurl.UPLOAD_BUFFERSIZE, BUFFER)
        handle.setopt(pycurl.NOSIGNAL, 1)
        handle.setopt(pycurl.CAINFO, os.environ.get("SSL_CERT_FILE", certifi.where()))
        if self._is_sandbox:
            handle.setopt(pycurl.PROXY, "")  # a proxy of the environment is a host like any other
            handle.setopt(pycurl.OPENSOCKETFUNCTION, _open_at_home)
        return handle


def _open_at_home(_purpose: int, address: Any) -> socket.socket | int:
    """The guard where the connection is opened, below names, proxies and redirects."""
    family, kind, protocol, place = address
    try:
        refuse_strangers(str(place[0]))
    except ForbiddenHost:
        return pycurl.SOCKET_BAD
    return socket.socket(family, kind, protocol)
