"""The workers of one scenario: forked, watched, continued when they were stopped long enough, replaced when they fall."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from . import points
from .lane import Lane
from .points import Mishap
from .scenario import CHANNELS, Part
from .wire import Line, Talk, WithDatabase, WithProvider
from .worker import LEASE, FastClock, Orders, work

STOPPED_SECONDS = LEASE.total_seconds() * 1.25
PATIENCE_SECONDS = 20
LINES: dict[str, tuple[tuple[str, ...], type[Talk]]] = {
    "database": (points.TO_DATABASE, WithDatabase),
    "provider": (points.TO_PROVIDER, WithProvider),
}


@dataclass
class Member:
    process: BaseProcess
    stopped_at: float | None = None
    is_replaced: bool = False


@dataclass
class Crew:
    lane: Lane
    clock: FastClock
    diary: Path
    variant: str | None
    members: list[Member] = field(default_factory=list)
    is_home: bool = True
    """Whether everybody ended when told to."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever happened, no worker is left."""
        self.is_home = self.dismiss()

    def hire(self, part: Part) -> None:
        """A worker with lines of its own to the database and to the providers."""
        mine: list[Member] = []

        def strike(mishap: Mishap) -> None:
            self._note(f"{orders.name} {mishap.action} {mishap.point}")
            pid = mine[0].process.pid
            if pid and mishap.action in ("kill", "stop"):
                os.kill(pid, signal.SIGKILL if mishap.action == "kill" else signal.SIGSTOP)

        orders = Orders(
            name=f"worker-{len(self.members) + 1}",
            environment=self._environment(part, strike),
            clock=self.clock,
            channels=part.channels,
            batch=part.batch,
            mishaps=tuple(mishap for mishap in part.mishaps if mishap.point in points.IN_PROCESS),
            diary=self.diary,
            variant=self.variant,
        )
        member = Member(self.lane.nursery.Process(target=work, args=(orders,), daemon=True))
        mine.append(member)
        self.members.append(member)
        member.process.start()

    def look_after(self) -> None:
        """Who is stopped goes on after a while; beside a zombie, and for a dead one, another begins."""
        for member in list(self.members):
            is_stopped = self._is_stopped(member)
            if is_stopped and member.stopped_at is None:
                member.stopped_at = time.monotonic()
            if member.stopped_at and time.monotonic() - member.stopped_at > STOPPED_SECONDS:
                self._continue(member)
            if (is_stopped or not member.process.is_alive()) and not member.is_replaced:
                member.is_replaced = True
                self.hire(Part(CHANNELS, 5, ()))

    def dismiss(self) -> bool:
        """Everybody ends after this round; whether everybody did."""
        for member in self.members:
            self._continue(member)
            if member.process.is_alive() and member.process.pid:
                os.kill(member.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for member in self.members:
            while member.process.is_alive() and time.monotonic() < deadline:
                self._continue(member)  # a mishap may still stop it on its last round
                member.process.join(0.02)
        late = [member for member in self.members if member.process.is_alive()]
        for member in late:
            os.kill(int(member.process.pid or 0), signal.SIGUSR1)  # it writes into the diary where it is
            member.process.join(0.2)
            member.process.kill()
        return not late

    def _environment(self, part: Part, strike: object) -> dict[str, str]:
        given = {"database": os.environ["ROUNDTRIP_DATABASE_URL"], "provider": os.environ["ROUNDTRIP_SANDBOX_URL"]}
        called = {}
        for name, (names, talk) in LINES.items():
            url = urlsplit(given[name])
            mishaps = [mishap for mishap in part.mishaps if mishap.point in names]
            line = Line(str(url.hostname), int(url.port or 0), talk, mishaps, strike)  # type: ignore[arg-type]
            port = self.lane.switchboard.open(line)
            called[name] = given[name].replace(f":{url.port}", f":{port}")
        return {"ROUNDTRIP_DATABASE_URL": called["database"], "ROUNDTRIP_SANDBOX_URL": called["provider"]}

    def _is_stopped(self, member: Member) -> bool:
        try:
            return psutil.Process(member.process.pid).status() == psutil.STATUS_STOPPED
        except psutil.NoSuchProcess:
            return False

    def _continue(self, member: Member) -> None:
        if self._is_stopped(member) and member.process.pid:
            os.kill(member.process.pid, signal.SIGCONT)
        member.stopped_at = None

    def _note(self, what: str) -> None:
        with self.diary.open("a") as diary:
            diary.write(f"{self.clock.now():%H:%M:%S} {what}\n")
