"""The public api inside the driver's process, so that its business clock can follow the simulated day."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI

from roundtrip.api.app import create_app

START_SECONDS = 30


@dataclass
class MovingClock:
    """Business time as the driver sets it; one writer, the driver."""

    at: datetime

    def now(self) -> datetime:
        return self.at.astimezone(UTC)


@contextmanager
def serving(clock: MovingClock) -> Iterator[str]:
    """The api on a free port of 127.0.0.1; yields its base URL and stops it at the end."""
    with serving_app(create_app(clock=clock)) as url:
        yield url


@contextmanager
def serving_app(app: FastAPI) -> Iterator[str]:
    """The same for any app."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = _Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="api", daemon=True)
        thread.start()
        try:
            if not server.is_up.wait(START_SECONDS):
                raise RuntimeError("the api did not start; its error is in the log")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_up.set()
