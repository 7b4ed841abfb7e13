"""Makes the named points of a worker known, from outside: the product's functions are wrapped, SQLAlchemy is listened to."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

from sqlalchemy import Engine, event

from roundtrip import deliver, ledger
from roundtrip.channels import Channel, Rendered
from roundtrip.domain.clock import Clock, SystemClock
from roundtrip.domain.message import Outcome

from .points import Mishap

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}
ACTS = {"claim": "claim", "go_in_flight": "in_flight", "record": "record", "reap": "reap"}
"""Functions of roundtrip.ledger and what points call them."""


class Points:
    """Counts how often each point is reached; where a mishap waits, notes it and does it to this very process."""

    def __init__(self, mishaps: Sequence[Mishap], note: Callable[[str], None]) -> None:
        self._mishaps = {(mishap.point, mishap.nth): mishap for mishap in mishaps}
        self._note = note
        self._seen: Counter[str] = Counter()
        self._acting = threading.local()
        self._open = ExitStack()

    def reach(self, point: str) -> None:
        self._seen[point] += 1
        if mishap := self._mishaps.get((point, self._seen[point])):
            self._note(f"{mishap.action} {point}")
            os.kill(os.getpid(), SIGNALS[mishap.action])

    def install(self, most: int) -> None:
        """`most`: messages a batch may hold, so that a small scenario has many of them."""
        for function, act in ACTS.items():
            setattr(ledger, function, self._around(act, getattr(ledger, function)))
        event.listen(Engine, "after_cursor_execute", lambda *_: self._within("statement_done"))
        event.listen(Engine, "commit", lambda *_: self._within("before_commit"))
        deliver.open_channels = self._channels(deliver.open_channels, most)

    def _around(self, act: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(*given: Any, **named: Any) -> Any:
            if act == "claim":
                self.reach("claim.before")
            self._acting.name = act
            try:
                came_to = function(*given, **named)
            finally:
                self._acting.name = None
            self.reach(f"{act}.after_commit")
            return came_to

        return wrapped

    def _within(self, moment: str) -> None:
        if act := getattr(self._acting, "name", None):
            self.reach(f"{act}.{moment}")

    def _channels(self, open_channels: Callable[..., Any], most: int) -> Callable[..., Any]:
        free: dict[tuple[str, ...] | None, list[dict[str, Any]]] = defaultdict(list)

        @contextmanager
        def opened(_: Clock, only: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
            """A worker's rounds are many and short: each of its senders keeps its channels open, as it would between long ones."""
            kept = free[tuple(only) if only is not None else None]
            found = kept.pop() if kept else self._open.enter_context(open_channels(SystemClock(), only))
            yield {name: Watched(channel, self, most) for name, channel in found.items()}
            kept.append(found)

        return opened


class Watched:
    """A channel, with a point before and after what it does."""

    def __init__(self, channel: Channel, points: Points, most: int) -> None:
        self._channel = channel
        self._points = points
        self.max_batch = min(most, channel.max_batch)

    def render(self, *given: Any) -> Rendered:
        rendered = self._channel.render(*given)
        self._points.reach("render.after")
        return rendered

    def send(self, batch: Sequence[Rendered]) -> Sequence[Outcome]:
        self._points.reach("send.before")
        outcomes = self._channel.send(batch)
        self._points.reach("send.after")
        return outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)
