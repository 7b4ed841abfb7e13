"""Plays one scenario from planning to the last outcome, and asks the checker."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from demo.sandbox.record import Call
from roundtrip import ledger

from . import world
from .checker import Violation, check
from .crew import Crew
from .disturbances import disturb
from .feedback import Feedback
from .lane import Lane
from .scenario import CHANNELS, Part, Scenario, draw
from .story import story
from .worker import FastClock

RESTART_EVERY = 10
TICK_SECONDS = 0.02
STORM_SECONDS = 3
ENOUGH = 0.95
"""Of the work; the rest may wait for a halt to be lifted."""
CALM_SECONDS = 30
LONGEST_SECONDS = 90
LATER = timedelta(hours=80)
"""By then whoever was uncertain is presumed unsent."""
PROGRESS = "select count(*) filter (where state <> 'planned' or attempts > 0) / greatest(count(*), 1)::numeric from crm.message"
OPEN = """
    select count(*) from crm.message
    where state in ('claimed', 'in_flight') or state = 'planned' and mode <> 'shadow' and not_after > %s
"""


@dataclass(frozen=True)
class Result:
    """What one seed came to."""

    seed: int
    violations: tuple[Violation, ...]
    hits: Counter[str]
    """Mishaps that happened, by point."""
    errors: Counter[str]
    states: Counter[str]
    posts: int
    seconds: float
    story: tuple[str, ...]
    """Of the first message that something is wrong with."""


def play(lane: Lane, seed: int, variant: str | None = None) -> Result:
    """`variant`: a name of broken.VARIANTS, by which the workers are spoilt."""
    began = time.monotonic()
    with _in_time(), psycopg.connect(lane.database(variant), autocommit=True) as admin:
        playing = Play(lane, draw(seed, is_restart_due=seed % RESTART_EVERY == RESTART_EVERY - 1), admin, variant)
        try:
            return playing.run(began)
        finally:
            playing.admin.close()


@contextmanager
def _in_time() -> Iterator[None]:
    """A scenario that hangs says where, instead of holding up all the others."""

    def too_long(*_: object) -> None:
        raise TimeoutError(f"the scenario takes longer than {LONGEST_SECONDS} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


@dataclass
class Play:
    lane: Lane
    scenario: Scenario
    admin: psycopg.Connection[Any]
    variant: str | None
    random: Random = field(init=False)
    clock: FastClock = field(init=False)
    feedback: Feedback = field(init=False)
    diary: Path = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.scenario.seed)
        self.diary = self.lane.folder / f"diary-{self.scenario.seed}"
        self.diary.write_text("")

    def run(self, began: float) -> Result:
        planned = self._prepare()
        self.clock = FastClock(time.time(), world.DUE)
        self.lane.api_clock.at = world.DUE
        self.feedback = Feedback(self.lane.sandbox, self.lane.api_url, self.clock)
        unended = self._storm() + self._calm()
        self._later()
        broken = check(self.admin, self.calls(), planned, self.feedback.told)
        return self._result([*broken, *unended, *self._bugs()], began)

    def calls(self) -> list[Call]:
        return list(self.lane.sandbox.received())

    def taken(self) -> list[str]:
        return [str(m["message_id"]) for call in self.calls() if call["is_taken"] for m in call["messages"]]

    def reconnect(self) -> None:
        self.admin.close()
        self.admin = psycopg.connect(self.lane.database(self.variant), autocommit=True)

    def _prepare(self) -> set[str]:
        self.lane.sandbox.reset()
        world.empty(self.admin)
        world.people(self.admin, self.scenario.people)
        world.plan_the_night(self.admin)
        return {str(message) for (message,) in self.admin.execute("select message_id from crm.message")}

    def _storm(self) -> list[Violation]:
        """Workers, faults and disturbances, until all of it has happened.

        What happens to people happens as the work goes on, however quick the machine; where it stands still, in the end.
        """
        with self._crew(self.clock) as crew:
            for part in self.scenario.parts:
                crew.hire(part)
            self._blow(crew)
        return self._end(crew)

    def _blow(self, crew: Crew) -> None:
        deadline = time.monotonic() + STORM_SECONDS
        to_come = sorted([*self.scenario.faults, *self.scenario.disturbances], key=lambda each: each.after)
        while to_come or (self._progress() < ENOUGH and time.monotonic() < deadline):
            done = self._progress() if time.monotonic() < deadline else 1
            while to_come and to_come[0].after <= done:
                self._happen(to_come.pop(0))
            crew.look_after()
            time.sleep(TICK_SECONDS)

    def _progress(self) -> float:
        """The share of messages that somebody has taken up."""
        row = self.admin.execute(PROGRESS).fetchone()
        return float(row[0]) if row else 1.0

    def _happen(self, event: Any) -> None:
        self._note(f"· {event}")
        if hasattr(event, "provider"):
            self.lane.sandbox.plan_fault(event.provider, event.error, **event.details)
        else:
            disturb(event.kind, self)

    def _calm(self) -> list[Violation]:
        """No more faults: what is due is worked off by one healthy worker, a quarter of an hour later."""
        self.lane.sandbox.clear_faults()
        self.admin.execute("update crm.campaign_halt set lifted_at = clock_timestamp() where lifted_at is null")
        later = replace(self.clock, began=time.time(), business=self.clock.now() + timedelta(minutes=15))
        with self._crew(later) as crew:
            crew.hire(Part(CHANNELS, 100, ()))
            deadline = time.monotonic() + CALM_SECONDS
            while time.monotonic() < deadline and self._open(later):
                time.sleep(TICK_SECONDS)
        return self._end(crew)

    def _open(self, clock: FastClock) -> int:
        row = self.admin.execute(OPEN, [clock.now()]).fetchone()
        return int(row[0]) if row else 0

    def _later(self) -> None:
        """Reports come, days go by, and reports come once more."""
        self.feedback.report(self.calls(), self.random)
        ledger.reap(self.clock.now() + LATER)
        self.feedback.report_all(self.calls())

    def _crew(self, clock: FastClock) -> Crew:
        return Crew(self.lane, clock, self.diary, self.variant)

    def _end(self, crew: Crew) -> list[Violation]:
        self.lane.switchboard.hang_up()
        return [] if crew.is_home else [Violation("a worker does not end", None, "its diary says where it was")]

    def _bugs(self) -> list[Violation]:
        return [Violation("a worker fell over", None, line) for line in self._lines("bug")]

    def _lines(self, kind: str) -> list[str]:
        lines = self.diary.read_text().splitlines()
        return [line.split(" ", 3)[3] for line in lines if line.split(" ", 3)[2:3] == [kind]]

    def _result(self, violations: Sequence[Violation], began: float) -> Result:
        states = dict(self.admin.execute("select state, count(*) from crm.message group by state").fetchall())
        return Result(
            seed=self.scenario.seed,
            violations=tuple(violations),
            hits=Counter(line for kind in ("kill", "stop", "cut") for line in self._lines(kind)),
            errors=Counter(line.split(" ")[0] for line in self._lines("error")),
            states=Counter(states),
            posts=len(self.calls()),
            seconds=time.monotonic() - began,
            story=tuple(self._story(violations)),
        )

    def _story(self, violations: Sequence[Violation]) -> Iterator[str]:
        diary = self.diary.read_text().splitlines()
        found = [violation.message_id for violation in violations if violation.message_id]
        if found:
            yield from story(self.admin, self.calls(), found[0], diary)
        elif violations:
            yield from (f"    diary {line}" for line in diary)

    def _note(self, what: str) -> None:
        with self.diary.open("a") as diary:
            diary.write(f"{self.clock.now():%H:%M:%S} {what}\n")
