"""Three nights of a shop whose people are simulated, with the days between: files, decisions, sending, reactions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text

from demo.night import counted, installation
from demo.night.api_thread import MovingClock, serving
from demo.night.dag_runs import DagRuns
from demo.night.reactions import Reactions
from demo.night.terminal import Terminal
from demo.sandbox import SandboxProcess
from demo.simulator import Simulation
from roundtrip import decide, measure, settings
from roundtrip.db import Role, engine

FIRST_NIGHT = date(2026, 11, 10)
HISTORY_DAYS = 21
SEED = 7
MARKETER = "stand-in marketer of the demo"
SEND_AT = (time(8, 10), time(11, 10), time(14, 10), time(17, 10), time(20, 10))
"""UTC. Just after noon and 18:00 in the zones people live in, and between."""
REACTIONS_KNOWN_AT = time(22, 0)


@dataclass(frozen=True)
class Stage:
    """What plays together in one demo."""

    simulation: Simulation
    reactions: Reactions
    clock: MovingClock
    dags: DagRuns
    terminal: Terminal


def play(terminal: Terminal, people: int, nights: int) -> date:
    """The whole demo; returns the last night's as_of."""
    with terminal.step("prepare", "database, providers, api"):
        installation.fresh_demo()
    with _stage(terminal, people) as stage:
        with terminal.step("write history", f"{HISTORY_DAYS} days of {people:,} people") as found:
            found.append(f"{stage.simulation.write_history():,} rows")
        days = [FIRST_NIGHT + timedelta(days=n) for n in range(nights)]
        for as_of in days:
            is_last = as_of == days[-1]
            _night(
                stage,
                as_of,
                f"Night {days.index(as_of) + 1} of {nights} · {as_of:%A %d %B %Y}",
                is_approved=not is_last,
            )
            if not is_last:
                _day(stage, as_of)
        _tell_the_truth(stage.simulation, days[-1])
    return days[-1]


def _tell_the_truth(simulation: Simulation, as_of: date) -> None:
    """Write the last page again, with the effects that were built in beside the estimates of them."""
    built_in = {campaign_id: effect.intention_to_treat for campaign_id, effect in simulation.truth.items()}
    measure.report(as_of, is_demo=True, truth=built_in)


@contextmanager
def _stage(terminal: Terminal, people: int) -> Iterator[Stage]:
    home = settings.load().home
    landing = home / "demo" / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    os.environ["ROUNDTRIP_LANDING"] = str(landing)
    clock = MovingClock(datetime.combine(FIRST_NIGHT, time(), UTC))
    with SandboxProcess(home / "sandbox") as sandbox:
        os.environ |= sandbox.environment()
        with serving(clock) as api_url:
            os.environ["ROUNDTRIP_PUBLIC_URL"] = api_url
            simulation = Simulation(SEED, people, HISTORY_DAYS, FIRST_NIGHT, landing)
            yield Stage(simulation, Reactions(simulation, sandbox, api_url), clock, DagRuns(terminal), terminal)


def _night(stage: Stage, as_of: date, headline: str, *, is_approved: bool) -> None:
    stage.terminal.headline(headline)
    stage.clock.at = datetime.combine(as_of, time(), UTC)
    stage.dags.run("nightly", stage.clock.at, {"as_of": as_of.isoformat()})
    if is_approved:
        for campaign in _waiting(as_of):
            decide.grant(campaign, as_of, by=MARKETER, is_granted=True)
            stage.terminal.say(
                f"    approved {campaign} (in the demo a stand-in does it; you would: roundtrip campaign approve {campaign})"
            )


def _day(stage: Stage, day: date) -> None:
    stage.terminal.headline(f"The day of {day:%d %B}")
    for at in SEND_AT:
        _send(stage, datetime.combine(day, at, UTC))
    stage.clock.at = datetime.combine(day, REACTIONS_KNOWN_AT, UTC)
    with stage.terminal.step("people react") as said:
        said.append(f"{stage.reactions.report(day):,} facts came back")
    with stage.terminal.step("write the day's files") as said:
        said.append(f"{stage.simulation.write_day(day):,} rows")


def _send(stage: Stage, now: datetime) -> None:
    stage.clock.at = now
    before = counted.newest_run()
    with stage.terminal.step(f"send at {now:%H:%M} UTC") as said:
        stage.dags.run("send", now, {"now": now.isoformat()})
        stage.reactions.collect(now)
        said.append(counted.in_words(counted.since(before)) or "nothing due")


def _waiting(as_of: date) -> list[str]:
    waiting = text(
        "select campaign_id from crm.approval where occurrence_on = :as_of and is_granted is null order by 1"
    )
    with engine(Role.OPERATOR).connect() as db:
        return list(db.execute(waiting, {"as_of": as_of}).scalars())
