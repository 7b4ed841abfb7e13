"""`python -m demo.sandbox --state DIR --port N`: the sandbox providers in the foreground."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from demo.sandbox.server import serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.sandbox", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder for the credentials a caller needs")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--child-of-socket", type=int, help="a listening socket inherited from the process that waits")
    given = parser.parse_args()
    inherited = socket.socket(fileno=given.child_of_socket) if given.child_of_socket is not None else None
    serve(given.state, given.port, listening=inherited, is_child=inherited is not None)
