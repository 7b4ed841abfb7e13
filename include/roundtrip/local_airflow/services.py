"""Starts, watches and stops the four processes of Airflow. Remembers them by pid and start time, so that a number the
system gave to somebody else since is never signalled."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

COMMANDS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],  # the api-server reads log files itself; nothing else listens
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
STOP_SECONDS = 20
POLL_SECONDS = 0.5


class ServiceError(RuntimeError):
    """A service did not start, or died; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Services:
    """The processes of one AIRFLOW_HOME."""

    folder: Path
    """Where the pids are remembered."""
    logs: Path

    def running(self) -> dict[str, psutil.Process]:
        """Those of our processes that still live."""
        found = {}
        for name, (pid, started) in self._remembered().items():
            process = _same(pid, started)
            if process is not None:
                found[name] = process
        return found

    def start(self, environment: Mapping[str, str]) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        remembered: dict[str, tuple[int, float]] = {}
        for name, command in COMMANDS.items():
            with self.log(name).open("w") as log:
                child = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-m", "airflow", *command],
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C at the terminal is not meant for them
                )
            remembered[name] = (child.pid, psutil.Process(child.pid).create_time())
            self._pids.write_text(json.dumps(remembered))

    def wait(self, is_healthy: Callable[[], bool], seconds: float) -> None:
        """Until the health check holds; raises as soon as one of them dies."""
        deadline = time.monotonic() + seconds
        while not is_healthy():
            for name in COMMANDS.keys() - self.running().keys():
                raise ServiceError(f"{name} ended while it started:\n{self._tail(name)}")
            if time.monotonic() > deadline:
                raise ServiceError(f"Airflow was not healthy within {seconds:.0f} s; logs: {self.logs}")
            time.sleep(POLL_SECONDS)

    def stop(self) -> int:
        """Stop them and everything they started; how many processes that were. Raises if one outlives SIGKILL."""
        services = list(self.running().values())
        family = [child for service in services for child in service.children(recursive=True)] + services
        for service in services:
            service.terminate()
        _, stubborn = psutil.wait_procs(family, timeout=STOP_SECONDS)
        for process in stubborn:
            process.kill()
        _, immortal = psutil.wait_procs(stubborn, timeout=STOP_SECONDS)
        if immortal:
            raise ServiceError(f"still running after SIGKILL: {', '.join(str(process.pid) for process in immortal)}")
        self._pids.unlink(missing_ok=True)
        return len(family)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @property
    def _pids(self) -> Path:
        return self.folder / "services.json"

    def _remembered(self) -> dict[str, tuple[int, float]]:
        return json.loads(self._pids.read_text()) if self._pids.exists() else {}

    def _tail(self, name: str) -> str:
        return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-15:])


def _same(pid: int, started: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        is_ours = abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if is_ours else None
