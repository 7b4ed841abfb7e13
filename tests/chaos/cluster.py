"""A Postgres of our own, which may be shot: kept in the state folder between runs, used by one run at a time."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from roundtrip.db.embedded import EmbeddedPostgres

CONF = {
    # A killed server loses nothing that it had handed to the kernel; what a power cut does is Postgres's own matter.
    "fsync": "off",
    "shared_buffers": "64MB",
    # What a checker is told by transaction ids, nobody freezes meanwhile.
    "autovacuum": "off",
}
MOST_AT_ONCE = 16
REPOSITORY = Path(__file__).parents[2]


class Cluster:
    """One server. `url`, without a database's name, stays good over restarts."""

    def __init__(self, home: Path) -> None:
        self._server = EmbeddedPostgres(home)
        self._server.start()
        if self._settle():
            self._server.stop()
        self.url = self._server.start().rsplit("/", 1)[0]

    def _settle(self) -> bool:
        """Whether the settings had to be written."""
        conf = self._server.data / "postgresql.auto.conf"
        wanted = "".join(f"{name} = '{value}'\n" for name, value in CONF.items())
        if conf.read_text() == wanted:
            return False
        conf.write_text(wanted)
        return True

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"{self.url}/{database}", autocommit=True)

    def shoot(self) -> None:
        """What `pg_ctl stop -m immediate` does, then a new start, which recovers."""
        postmaster = psutil.Process(int((self._server.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        with suppress(psutil.NoSuchProcess):
            os.kill(postmaster.pid, signal.SIGQUIT)
            postmaster.wait(10)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def a_free_cluster() -> Iterator[Cluster]:
    """The first cluster of the state folder that no other run has; made where there is none."""
    folder = REPOSITORY / ".state" / "chaos"
    for number in range(MOST_AT_ONCE):
        home = folder / f"cluster_{number}"
        home.mkdir(parents=True, exist_ok=True)
        with (home / "in_use").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            cluster = Cluster(home / "postgres")
            try:
                yield cluster
            finally:
                cluster.stop()
            return
    raise RuntimeError(f"{MOST_AT_ONCE} runs are under way in {folder}; wait for one of them")
