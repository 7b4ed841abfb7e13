"""A sandbox as a child of this process."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from demo.sandbox.client import SandboxClient
from demo.sandbox.server import HOST, listen

START_SECONDS = 30
STOP_SECONDS = 10
POLL_SECONDS = 0.05


class SandboxProcess(SandboxClient):
    """`with SandboxProcess(folder) as sandbox:` it is up inside, gone after; it also goes when this process dies."""

    def __init__(self, state_folder: Path, port: int = 0) -> None:
        with listen(port) as listening:
            super().__init__(f"http://{HOST}:{listening.getsockname()[1]}", state_folder)
            descriptor = listening.fileno()
            command = [sys.executable, "-m", "demo.sandbox", "--state", str(state_folder)]
            self._child = subprocess.Popen(  # noqa: S603
                [*command, "--child-of-socket", str(descriptor)], stdin=subprocess.PIPE, pass_fds=(descriptor,)
            )

    def wait(self) -> Self:
        """Returns once it answers; raises when it does not within START_SECONDS."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._child.poll() is not None:
                raise RuntimeError(f"the sandbox ended at once with code {self._child.returncode}; its output is above")
            try:
                if self._http.get("/healthz", timeout=1).is_success:
                    return self
            except httpx.TransportError:
                time.sleep(POLL_SECONDS)
        self.stop()
        raise TimeoutError(f"the sandbox at {self.url} did not answer within {START_SECONDS} s")

    def stop(self) -> None:
        self.close()
        self._child.terminate()
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdin:
            self._child.stdin.close()

    def __enter__(self) -> Self:
        return self.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
