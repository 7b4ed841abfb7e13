"""`make up` and `make down`: the installation's Airflow, from nothing to a login, and back to no process."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from roundtrip import settings
from roundtrip.db.embedded import EmbeddedPostgres, free_port, is_free
from roundtrip.db.migrate import upgrade
from roundtrip.local_airflow.environment import USER, environment
from roundtrip.local_airflow.services import Services

START_SECONDS = 180
USUAL_PORT = 8080
PARTS = {"metadatabase", "scheduler", "triggerer", "dag_processor"}


@dataclass(frozen=True)
class Login:
    """Where a person finds the running Airflow."""

    url: str
    user: str
    password: str


def services() -> Services:
    home = settings.load().home
    return Services(home / "airflow", home / "logs")


def up(progress: Callable[[str], None] = lambda _: None) -> Login:
    """Start what does not run and wait until it is healthy. Raises ServiceError, and then nothing is left running."""
    here = services()
    here.folder.mkdir(parents=True, exist_ok=True)
    if here.running():
        return _login(_noted_port(here.folder))
    progress("database")
    upgrade()
    port = _port(here.folder)
    variables = {**os.environ, **environment(port)}
    _password(here.folder)
    progress("Airflow's metadata")
    _migrate(variables, here)
    progress("api-server, scheduler, dag-processor, triggerer")
    here.start(variables)
    try:
        here.wait(lambda: _is_healthy(port), START_SECONDS)
    except BaseException:
        here.stop()
        raise
    return _login(port)


def down() -> tuple[int, bool]:
    """Stop Airflow, then the embedded server: (processes of Airflow that ran, whether the server ran)."""
    stopped = services().stop()
    return stopped, EmbeddedPostgres(settings.load().home / "postgres").stop()


def _migrate(variables: dict[str, str], here: Services) -> None:
    here.logs.mkdir(parents=True, exist_ok=True)
    log = here.log("db-migrate")
    with log.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"], env=variables, stdout=output, stderr=output, check=False
        )
    if done.returncode:
        raise RuntimeError(f"airflow db migrate failed; its log: {log}")


def _is_healthy(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    states = answer.json() if answer.is_success else {}
    return all((states.get(part) or {}).get("status") == "healthy" for part in PARTS)


def _login(port: int) -> Login:
    return Login(f"http://127.0.0.1:{port}", USER, _password(services().folder))


def _password(folder: Path) -> str:
    """Generated once; the file is the one Airflow's SimpleAuthManager reads."""
    kept = folder / "passwords.json"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({USER: secrets.token_urlsafe(12)}))
    return str(json.loads(kept.read_text())[USER])


def _port(folder: Path) -> int:
    """The port of last time, or Airflow's usual one, where it is free: a bookmark stays good."""
    port = _noted_port(folder) or USUAL_PORT
    if not is_free(port):
        port = free_port()
    (folder / "port").write_text(str(port))
    return port


def _noted_port(folder: Path) -> int:
    noted = folder / "port"
    return int(noted.read_text()) if noted.exists() else 0
