"""What a seed means: how many people, how the providers misbehave, what happens to whom and when.

The same seed is the same scenario. What the machine makes of it (who runs first) is not repeatable, as in life.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from .points import ALL, IN_PROCESS, Mishap

WORKERS = 3
CHANNELS = ("email", "push")
BEGINNING, LATE = 0.5, 0.9
"""Shares of the work done by which faults of providers have come, and disturbances."""

FAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("fcm", "QUOTA_EXCEEDED", {"retry_after": 60}),
    ("fcm", "UNAVAILABLE", {"is_taken": True}),
    ("fcm", "INTERNAL", {}),
    ("fcm", "UNREGISTERED", {}),
    ("fcm", "RESET", {}),
    ("fcm", "TIME_OUT", {}),
    ("fcm", "UNREADABLE", {}),
    ("fcm", "INVALID_ARGUMENT", {}),
    ("sendgrid", "429", {"retry_after": 60}),
    ("sendgrid", "503", {"is_taken": True}),
    ("sendgrid", "500", {}),
    ("sendgrid", "RESET", {}),
    ("sendgrid", "TIME_OUT", {}),
    ("sendgrid", "UNREADABLE", {}),
    ("sendgrid", "400", {}),
    ("oauth", "503", {}),
)
DISTURBANCES = (
    "opt_out",
    "one_click",
    "suppress",
    "move_unit",
    "merge",
    "exit",
    "halt",
    "plan_again",
    "backfill",
    "night_again",
    "events",
    "terminate_backends",
)


@dataclass(frozen=True)
class Fault:
    """One request to the sandbox, `after` a share of the work is done."""

    after: float
    provider: str
    error: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Disturbance:
    """Something that happens to people or the database, `after` a share of the work is done."""

    after: float
    kind: str


@dataclass(frozen=True)
class Part:
    """One worker's part."""

    channels: tuple[str, ...]
    batch: int
    mishaps: tuple[Mishap, ...]


@dataclass(frozen=True)
class Scenario:
    seed: int
    people: int
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    disturbances: tuple[Disturbance, ...]

    def of_kind(self, kind: str) -> Sequence[Disturbance]:
        return [each for each in self.disturbances if each.kind == kind]


def draw(seed: int, *, is_restart_due: bool) -> Scenario:
    """`is_restart_due`: Postgres goes down with -m immediate in this one; it takes a second, so not every seed has it."""
    random = Random(seed)
    kinds = random.sample(DISTURBANCES, random.randint(2, 5)) + ["restart_postgres"] * is_restart_due
    return Scenario(
        seed=seed,
        people=random.randint(20, 50) if random.random() < 0.9 else random.randint(50, 200),
        parts=tuple(_parts(random, seed)),
        faults=tuple(_faults(random)),
        disturbances=tuple(
            sorted((Disturbance(random.uniform(0, LATE), kind) for kind in kinds), key=lambda d: d.after)
        ),
    )


def _parts(random: Random, seed: int) -> Iterator[Part]:
    """Every worker meets something; the first worker's point goes through the list with the seed, so that none is missed."""
    for number in range(WORKERS):
        channels = (CHANNELS, ("push", "email"), CHANNELS[: 1 + seed % 2], CHANNELS[1:])[(number + seed) % 4]
        points = [ALL[(seed + number * 7) % len(ALL)], *random.sample(ALL, random.randint(0, 1))]
        yield Part(channels, random.choice((2, 5, 20)), tuple(_mishap(random, point) for point in points))


def _mishap(random: Random, point: str) -> Mishap:
    if point in IN_PROCESS:
        action = random.choice(("kill", "kill", "stop"))
    elif point.startswith("commit."):
        action = "cut"
    else:
        action = random.choice(("kill", "stop", "cut"))
    nth = random.randint(1, 6) if point.startswith("commit.") else random.randint(1, 2)
    return Mishap(point, nth, action)  # type: ignore[arg-type]


def _faults(random: Random) -> Iterator[Fault]:
    for provider, error, details in random.sample(FAULTS, random.randint(1, 4)):
        yield Fault(random.uniform(0, BEGINNING), provider, error, {**details, "calls": random.randint(1, 3)})
