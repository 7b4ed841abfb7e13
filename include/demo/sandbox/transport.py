"""Faults below HTTP: a socket reset without a reply, a reply held back, a 2xx nobody can read."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from demo.sandbox.faults import TRANSPORT_ERRORS, Fault

TRANSPORT = "demo.transport"


class ReachableTransport(HttpToolsProtocol):
    """uvicorn's protocol, whose connection a handler may take hold of in order to break it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


def answered_status(fault: Fault | None, status: int) -> int | None:
    """The HTTP status the caller will see; None when it will see none."""
    if fault is None or fault.error not in TRANSPORT_ERRORS:
        return status
    if fault.error == "DELAY":
        return status
    return 200 if fault.error in ("UNREADABLE", "TRUNCATED") else None


async def spoil(request: Request, fault: Fault | None, reply: Response) -> Response:
    """The reply as the caller gets it."""
    if fault is None or fault.error not in TRANSPORT_ERRORS:
        return reply
    if fault.error == "UNREADABLE":
        return Response(b"\x00<html>", status_code=200, media_type="application/json")
    transport = request.scope["extensions"][TRANSPORT]["transport"]
    if fault.error in ("RESET", "RESET_UNREAD"):
        _reset(transport)
    if fault.error == "TRUNCATED":
        transport.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name')
        transport.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_hang_up(request), fault.hold_seconds)
    return reply


def _reset(transport: Any) -> None:
    """Closes with RST instead of FIN: zero linger drops what was not sent."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
