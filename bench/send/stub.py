"""Providers that say yes to everything, at once or after 50 ms, as a process of its own that costs little: HTTP/2 and 1.1 over TLS.

It reads no headers and writes answers it made beforehand, so that it is never what a sender waits for; its CPU is reported.
Prints where it listens as one line of JSON, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import struct
import sys
import threading
from functools import partial
from pathlib import Path

import uvloop

DELAY_SECONDS = 0.05
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING, WINDOW_UPDATE = 0, 1, 4, 6, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
HEAD = 9  # bytes before each frame's payload
STREAMS, LARGEST_WINDOW, INITIAL_WINDOW = 100, 2**31 - 1, 65_535
TOP_UP = 2**30


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


class Answer:
    """One answer in both tongues."""

    def __init__(self, status: int, body: bytes, header: tuple[bytes, bytes] | None = None) -> None:
        extra = b"%s: %s\r\n" % header if header else b""
        head = b"HTTP/1.1 %d Yes\r\n%scontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self.in_one = head % (status, extra, len(body)) + body
        self._headers = b"\x08\x03%d" % status + (_literal(*header) if header else b"")
        self._body = body

    def in_two(self, stream: int) -> bytes:
        head = frame(HEADERS, END_HEADERS, stream, self._headers)
        return head + frame(DATA, END_STREAM, stream, self._body)


def _literal(name: bytes, value: bytes) -> bytes:
    """A header in HPACK that neither side has to remember."""
    return b"\x00" + bytes((len(name),)) + name + bytes((len(value),)) + value


TOKEN = Answer(200, b'{"access_token": "stub", "expires_in": 3600, "token_type": "Bearer"}')
PUSHED = Answer(200, b'{"name": "projects/stub/messages/0:1700000000000000%0123456789abcdef"}')
QUEUED = Answer(202, b"", (b"x-message-id", b"14c5d75ce93.dfd.64b469"))
BATCH = Answer(201, b'{"batch_id": "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi"}')


class Provider(asyncio.Protocol):
    """One connection."""

    def __init__(self, yes: Answer, without_body: Answer, delay: float) -> None:
        self._yes, self._without_body, self._delay = yes, without_body, delay
        self._unread, self._credit = b"", 0
        self._read = self._first
        self._with_body: set[int] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        self._read()

    def _first(self) -> None:
        if len(self._unread) < len(PREFACE) and PREFACE.startswith(self._unread):
            return
        self._read = self._two if self._unread.startswith(PREFACE) else self._one
        if self._read == self._two:
            self._unread = self._unread[len(PREFACE) :]
            generous = struct.pack(">HIHI", 3, STREAMS, 4, LARGEST_WINDOW)
            self._write(frame(SETTINGS, 0, 0, generous))
            self._write(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", LARGEST_WINDOW - INITIAL_WINDOW)))
        self._read()

    def _one(self) -> None:
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            head = self._unread[:end].lower()
            _, found, rest = head.partition(b"content-length:")
            size = int(rest.split(b"\r\n", 1)[0]) if found else 0
            if len(self._unread) < end + 4 + size:
                return
            self._unread = self._unread[end + 4 + size :]
            self._later((self._yes if size else self._without_body).in_one)

    def _two(self) -> None:
        unread, at, answers = self._unread, 0, []
        while len(unread) - at >= HEAD:
            size = int.from_bytes(unread[at : at + 3], "big")
            if len(unread) - at < HEAD + size:
                break
            kind, flags, stream = unread[at + 3], unread[at + 4], int.from_bytes(unread[at + 5 : at + 9], "big")
            at += HEAD + size
            answers += self._frame(kind, flags, stream, unread[at - size : at])
        self._unread = unread[at:]
        if answers:
            self._later(b"".join(answers))
        if self._credit > TOP_UP:
            self._write(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", self._credit)))
            self._credit = 0

    def _frame(self, kind: int, flags: int, stream: int, payload: bytes) -> list[bytes]:
        """The answer, where the frame ends a request."""
        if kind == DATA:
            self._credit += len(payload)
            if payload:
                self._with_body.add(stream)
        elif kind in (SETTINGS, PING) and not flags & ACK:
            self._write(frame(kind, ACK, 0, payload if kind == PING else b""))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            yes = self._yes if stream in self._with_body else self._without_body
            self._with_body.discard(stream)
            return [yes.in_two(stream)]
        return []

    def _later(self, answer: bytes) -> None:
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)


async def serve(certificate: str, key: str) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    tls.set_alpn_protocols(["h2", "http/1.1"])
    loop, servers = asyncio.get_running_loop(), {}
    places = {
        "token": (partial(Provider, TOKEN, TOKEN, 0), None),
        "push_at_once": (partial(Provider, PUSHED, PUSHED, 0), tls),
        "push_50_ms": (partial(Provider, PUSHED, PUSHED, DELAY_SECONDS), tls),
        "email_at_once": (partial(Provider, QUEUED, BATCH, 0), tls),
        "email_50_ms": (partial(Provider, QUEUED, BATCH, DELAY_SECONDS), tls),
    }
    for name, (made, secured) in places.items():
        servers[name] = await loop.create_server(made, "127.0.0.1", 0, ssl=secured, backlog=1024)
    scheme = {name: "https" if secured else "http" for name, (_, secured) in places.items()}
    ports = {name: server.sockets[0].getsockname()[1] for name, server in servers.items()}
    print(json.dumps({name: f"{scheme[name]}://127.0.0.1:{port}" for name, port in ports.items()}), flush=True)
    ended = asyncio.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(ended.set)), daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    uvloop.run(serve(str(folder / "certificate.pem"), str(folder / "key.pem")))
