"""The sandbox as one server process."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from demo.sandbox import control, fcm, id_tokens, oauth, sendgrid, twilio
from demo.sandbox.keys import Keys
from demo.sandbox.transport import ReachableTransport
from demo.sandbox.world import World

HOST = "127.0.0.1"


def create_app(world: World) -> FastAPI:
    """Providers on plain routes, since FastAPI's own cost more than the answer; the control door in FastAPI."""
    app = FastAPI(title="Roundtrip sandbox providers")
    app.state.world = world
    app.add_route("/token", oauth.issue_token, methods=["POST"])
    app.add_route(id_tokens.PATH, id_tokens.certificates, methods=["GET"])
    app.add_route("/v1/projects/{project}/messages:send", fcm.send, methods=["POST"])
    app.add_route("/v3/mail/send", sendgrid.send, methods=["POST"])
    app.add_route("/v3/mail/batch", sendgrid.new_batch, methods=["POST"])
    app.add_route("/v3/user/scheduled_sends", sendgrid.cancel, methods=["POST"])
    app.add_route("/2010-04-01/Accounts/{account}/Messages.json", twilio.send, methods=["POST"])
    app.include_router(control.router)
    app.add_exception_handler(ClientDisconnect, _nobody_to_answer)
    return app


async def _nobody_to_answer(_request: Request, _error: Exception) -> Response:
    """The caller died in the middle of its request: no provider has got that."""
    return Response(status_code=400)


def listen(port: int = 0) -> socket.socket:
    """A socket on loopback; port 0 takes a free one."""
    return socket.create_server((HOST, port), backlog=1024)


def serve(state_folder: Path, port: int = 0, *, listening: socket.socket | None = None, is_child: bool = False) -> None:
    """Serves until stopped; leaves the callers' credentials in `state_folder`.

    `is_child`: also stops when standard input ends, so that no sandbox outlives the process that started it.
    """
    listening = listening or listen(port)
    url = f"http://{HOST}:{listening.getsockname()[1]}"
    world = World(Keys.generate())
    world.keys.write(state_folder, url)
    config = uvicorn.Config(
        create_app(world),
        http=ReachableTransport,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    if is_child:
        threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    else:
        print(f"Sandbox providers at {url}, credentials in {state_folder}", flush=True)
    server.run(sockets=[listening])


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True
