"""Everything a simulated night needs at once: people, their providers, the api, the DAGs, and one clock for all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import text

from demo.night import counted
from demo.night.api_thread import MovingClock, serving
from demo.night.dag_runs import DagRuns
from demo.night.reactions import Reactions
from demo.night.readers import Readers
from demo.night.terminal import Terminal
from demo.sandbox import SandboxProcess
from demo.simulator import Simulation
from roundtrip import decide, settings
from roundtrip.db import Role, engine

FIRST_NIGHT = date(2026, 11, 10)
HISTORY_DAYS = 21
SEED = 7
MARKETER = "stand-in marketer of the demo"
SEND_AT = (time(1, 40), time(4, 40), time(11, 10), time(14, 10), time(17, 10), time(20, 10))
"""UTC. The evening in America, noon and the evening in Europe, noon in America: every zone before its quiet hours."""
REACTIONS_KNOWN_AT = time(22, 0)


@dataclass(frozen=True)
class Stage:
    """What plays together in one demo."""

    simulation: Simulation
    sandbox: SandboxProcess
    reactions: Reactions
    readers: Readers
    clock: MovingClock
    dags: DagRuns
    terminal: Terminal

    def night(self, as_of: date) -> None:
        self.clock.at = datetime.combine(as_of, time(), UTC)
        self.dags.run("nightly", self.clock.at, {"as_of": as_of.isoformat()})

    def approve(self, as_of: date) -> None:
        """A person's part, played by a stand-in: yes to everything that waits."""
        for campaign in _waiting(as_of):
            decide.grant(campaign, as_of, by=MARKETER, is_granted=True)
            self.terminal.say(f"    a stand-in approves {campaign}; you would: roundtrip campaign approve {campaign}")

    def send(self, now: datetime) -> None:
        self.clock.at = now
        before = counted.newest_run()
        with self.terminal.step(f"send at {now:%H:%M} UTC") as said:
            self.dags.run("send", now, {"now": now.isoformat()})
            self.reactions.collect(now)
            said.append(counted.in_words(counted.since(before)) or "nothing due")

    def day(self, day: date) -> None:
        """What is due is sent, people live and react, and the day's files are written."""
        for at in SEND_AT:
            self.send(datetime.combine(day, at, UTC))
        self.clock.at = datetime.combine(day, REACTIONS_KNOWN_AT, UTC)
        with self.terminal.step("people react") as said:
            facts = self.reactions.report(day) + self.readers.open_the_app(self.clock.at)
            said.append(f"{facts:,} facts came back")
        with self.terminal.step("write the day's files") as said:
            said.append(f"{self.simulation.write_day(day):,} rows")


@contextmanager
def on_stage(terminal: Terminal, people: int) -> Iterator[Stage]:
    """Ready to play in the migrated database this process's environment names; everything is stopped at the end."""
    home = settings.load().home
    landing = home / "demo" / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    settings.choose_landing(str(landing))
    clock = MovingClock(datetime.combine(FIRST_NIGHT, time(), UTC))
    with ExitStack() as running:
        with terminal.step("start", "providers, api, Airflow's metadata"):
            sandbox = running.enter_context(SandboxProcess(home / "sandbox"))
            os.environ |= sandbox.environment()
            api_url = running.enter_context(serving(clock))
            os.environ["ROUNDTRIP_PUBLIC_URL"] = api_url
            dags = DagRuns(terminal)
        simulation = Simulation(SEED, people, HISTORY_DAYS, FIRST_NIGHT, landing)
        reactions, readers = Reactions(simulation, sandbox, api_url), Readers(sandbox, api_url)
        yield Stage(simulation, sandbox, reactions, readers, clock, dags, terminal)


def _waiting(as_of: date) -> list[str]:
    waiting = text(
        "select campaign_id from crm.approval where occurrence_on = :as_of and is_granted is null order by 1"
    )
    with engine(Role.OPERATOR).connect() as db:
        return list(db.execute(waiting, {"as_of": as_of}).scalars())
