"""The places at which a worker is killed, stopped for longer than its lease, or cut off. Every one is hit in every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

IN_PROCESS = (
    "claim.before",
    "claim.statement_done",  # rows locked, nothing committed
    "claim.before_commit",
    "claim.after_commit",
    "render.after",
    "in_flight.statement_done",
    "in_flight.before_commit",
    "in_flight.after_commit",
    "send.before",
    "send.after",  # the provider's answer is known, nothing is recorded
    "record.statement_done",
    "record.before_commit",
    "record.after_commit",
    "reap.statement_done",
    "reap.before_commit",
    "reap.after_commit",
)
TO_PROVIDER = (
    "request.half_sent",
    "request.read",  # the provider has all of it and has not answered
    "answer.under_way",  # the provider has answered and the worker has not heard it
)
TO_DATABASE = (
    "commit.lost",  # COMMIT never reaches the server
    "commit.unanswered",  # the server committed and the worker never hears of it
)
ALL = IN_PROCESS + TO_PROVIDER + TO_DATABASE

Action = Literal["kill", "stop", "cut"]


@dataclass(frozen=True)
class Mishap:
    """At the `nth` time a worker comes to `point`, this happens to it."""

    point: str
    nth: int
    action: Action
    """kill: -9. stop: SIGSTOP, and SIGCONT long after the lease. cut: the connection is gone, the worker lives."""
