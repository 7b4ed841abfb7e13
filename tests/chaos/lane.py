"""Where scenarios are played one after the other: a Postgres, the sandbox, the receiver and a fork server of its own."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from demo.night.api_thread import MovingClock, serving
from demo.sandbox import SandboxProcess
from roundtrip import settings
from roundtrip.db.engine import dispose_engines
from roundtrip.db.migrate import upgrade

from . import world
from .broken import VARIANTS
from .cluster import REPOSITORY, Cluster, a_free_cluster
from .wire import Switchboard
from .worker import PROJECT, in_the_project

TEMPLATE, STAGE = "chaos_template", "chaos"
KEYS = {f"ROUNDTRIP_{name}": "chaos" * 8 for name in ("PII_KEY", "ASSIGNMENT_SALT", "SIGNING_KEY", "RECEIPT_KEY")}


@dataclass
class Lane:
    """What scenarios have in common. A process has one lane at most: it changes the process's environment."""

    cluster: Cluster
    sandbox: SandboxProcess
    switchboard: Switchboard
    nursery: ForkServerContext
    api_clock: MovingClock
    folder: Path
    api_url: str = ""
    _variant: str | None = field(default="no database yet")

    def database(self, variant: str | None) -> str:
        """The URL of the stage, with the guards of a broken variant taken off; copied anew when the variant changes."""
        url = f"{self.cluster.url}/{STAGE}"
        if variant != self._variant:
            dispose_engines()
            with self.cluster.connect() as server:
                world.copy(server, TEMPLATE, STAGE)
                server.execute(f"grant create on database {STAGE} to roundtrip_transformer")
            with self.cluster.connect(STAGE) as db:
                world.take_into_service(db)
                db.execute(VARIANTS[variant].sql if variant else "")
            self._variant = variant
        return url


@contextmanager
def a_lane() -> Iterator[Lane]:
    with ExitStack() as open_things:
        folder = Path(tempfile.mkdtemp(prefix="roundtrip-chaos-"))
        open_things.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = open_things.enter_context(a_free_cluster())
        sandbox = open_things.enter_context(SandboxProcess(folder / "sandbox"))
        _environment(cluster, sandbox, folder)
        in_the_project()
        _template(cluster)
        switchboard = Switchboard()
        open_things.callback(switchboard.close)
        lane = Lane(cluster, sandbox, switchboard, _nursery(), MovingClock(datetime.now(UTC)), folder)
        lane.database(None)
        lane.api_url = open_things.enter_context(serving(lane.api_clock))
        os.environ["ROUNDTRIP_PUBLIC_URL"] = lane.api_url
        open_things.callback(dispose_engines)
        yield lane


@contextmanager
def a_quiet_lane() -> Iterator[str]:
    """A stage without providers and workers, for one process that plays all parts; yields the database's URL."""
    with ExitStack() as open_things, pytest.MonkeyPatch.context() as patch:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="roundtrip-chaos-")))
        cluster = open_things.enter_context(a_free_cluster())
        for name, value in (os.environ | KEYS).items():
            patch.setenv(name, value)
        patch.setattr(settings, "PROJECT", PROJECT)
        patch.setenv("ROUNDTRIP_HOME", str(folder))
        patch.setenv("ROUNDTRIP_SENDING", "live")
        _template(cluster)
        dispose_engines()
        with cluster.connect() as server:
            world.copy(server, TEMPLATE, STAGE)
        with cluster.connect(STAGE) as db:
            world.take_into_service(db)
        patch.setenv("ROUNDTRIP_DATABASE_URL", f"{cluster.url}/{STAGE}")
        yield f"{cluster.url}/{STAGE}"
        dispose_engines()


def _environment(cluster: Cluster, sandbox: SandboxProcess, folder: Path) -> None:
    for variable in [name for name in os.environ if name.startswith("ROUNDTRIP_")]:
        del os.environ[variable]
    os.environ |= sandbox.environment() | KEYS
    os.environ |= {
        "ROUNDTRIP_HOME": str(folder),
        "ROUNDTRIP_SENDING": "live",
        "ROUNDTRIP_DATABASE_URL": f"{cluster.url}/{STAGE}",
    }


def _template(cluster: Cluster) -> None:
    """Migrated anew for every lane: migrations grow."""
    with cluster.connect() as server:
        world.copy(server, "template0", TEMPLATE)
    os.environ["ROUNDTRIP_DATABASE_URL"] = f"{cluster.url}/{TEMPLATE}"
    upgrade("own")
    dispose_engines()
    with cluster.connect(TEMPLATE) as db:
        db.execute(world.statements("warehouse"))
        db.execute(world.statements("witness"))
    os.environ["ROUNDTRIP_DATABASE_URL"] = f"{cluster.url}/{STAGE}"


def _nursery() -> ForkServerContext:
    """Workers are forked from a process that has imported everything, and has opened nothing."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(REPOSITORY)]))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.preloaded"])
    forkserver.ensure_running()
    return context
