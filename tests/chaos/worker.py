"""One sender: a forked process that reaps and delivers, over and over, with the product's own code.

What is not the product's own is the environment: a project of five campaigns, a lease of a part of a second, a business
clock that runs fast, time-outs that are short; and mishaps (instrument.py), of which the product knows nothing.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import pkgutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from roundtrip import channels, declared, ledger, settings
from roundtrip.channels import wire
from roundtrip.db.engine import OF_A_SENDER
from roundtrip.db.run import code_version
from roundtrip.deliver import deliver_due
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.policy import Policy

from .broken import VARIANTS
from .instrument import Points
from .points import Mishap

PROJECT = Path(__file__).parent / "project"
LEASE = timedelta(milliseconds=800)
IDLE = "1600ms"  # longer than a worker is stopped; shorter than whoever would let it go on waits for its locks
PROVIDER_SECONDS = 0.2  # a batch must end well within a lease, as in real life 15 s do in five minutes
REST = timedelta(milliseconds=300)
"""How long a provider that complains is left alone, in the wall's time: a minute of it would be five hours of business."""
PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class FastClock:
    """Business time that runs `speed` times as fast as the wall's, the same in every process."""

    began: float
    business: datetime
    speed: int = 120

    def now(self) -> datetime:
        return self.business + timedelta(seconds=(time.time() - self.began) * self.speed)


@dataclass(frozen=True)
class Orders:
    """What a worker is told. Only mishaps inside the process; those on its lines are its lines' matter."""

    name: str
    environment: Mapping[str, str]
    clock: FastClock
    channels: tuple[str, ...]
    batch: int
    mishaps: tuple[Mishap, ...]
    diary: Path
    """What happened to it, a line each, written before it happens."""
    variant: str | None = None


def in_the_project() -> None:
    """This process works on the chaos project, in its hurried time."""
    settings.PROJECT = PROJECT
    Policy.lease = property(lambda _: LEASE)  # type: ignore[assignment,method-assign]
    OF_A_SENDER["idle_in_transaction_session_timeout"] = IDLE
    for found in pkgutil.iter_modules(channels.__path__):
        module = importlib.import_module(f"{channels.__name__}.{found.name}")
        if hasattr(module, "TIMEOUT_SECONDS"):
            module.TIMEOUT_SECONDS = PROVIDER_SECONDS
    wire.pause = lambda *_, **__: REST
    declared.campaigns(), declared.policy(), code_version()  # read once, before anybody forks


def work(orders: Orders) -> None:
    """Until SIGTERM. An error ends a round, as it ends a task of Airflow's, and the next begins."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    os.environ.update(orders.environment)
    note = _diary(orders)
    faulthandler.register(signal.SIGUSR1, orders.diary.open("a"))
    if orders.variant:
        VARIANTS[orders.variant].install()
    Points(orders.mishaps, note).install(orders.batch)
    note("begins")
    while not stopping:
        try:
            ledger.reap(orders.clock.now())
            deliver_due(FixedClock(orders.clock.now()), channels=orders.channels)
        except DBAPIError as error:
            note(f"error {type(error.orig).__name__} {str(error.orig).splitlines()[0]}")
        except Exception as error:
            note(f"bug {type(error).__name__} {error}")
        time.sleep(PAUSE_SECONDS)


def _diary(orders: Orders) -> Callable[[str], None]:
    handle = os.open(orders.diary, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    def note(what: str) -> None:
        at = orders.clock.now().astimezone(UTC)
        os.write(handle, f"{at:%H:%M:%S} {orders.name} {what}\n".encode())

    return note
