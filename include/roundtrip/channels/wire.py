"""Many POSTs to one provider at its own pace, none of them twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from roundtrip.channels.connections import CONNECTIONS, STREAMS, Connections
from roundtrip.channels.pace import Pace
from roundtrip.channels.pause import pause
from roundtrip.channels.post import Answered, Post, Reply, Unanswered
from roundtrip.channels.transport import loopback_url

__all__ = ["Answered", "Post", "Reply", "Unanswered", "Wire"]

SLOW_DOWN = (429, 503)
LONGEST_LOOK = 1.0
"""Seconds after which everything is looked at again, whatever happens on the sockets."""


class Wire:
    """A provider and how fast it may be called. For one thread at a time."""

    def __init__(self, provider_url: str, sandbox_url: str | None, timeout_seconds: float) -> None:
        """With `sandbox_url`, it stands in for the provider and nothing but this machine is connected to; raises ForbiddenHost."""
        url = provider_url if sandbox_url is None else loopback_url(sandbox_url)
        self._connections = Connections(url, is_sandbox=sandbox_url is not None, timeout_seconds=timeout_seconds)
        self.at_a_time = CONNECTIONS * (STREAMS if urlsplit(url).scheme == "https" else 1)

    def exchange(self, posts: Sequence[Post], pace: Pace, patience_seconds: float) -> list[Reply | None]:
        """The reply to each post, in their order; None for a post that was not begun: the pace rests, or patience ended.

        Returns at the latest one time-out after `patience_seconds`.
        """
        replies: list[Reply | None] = [None] * len(posts)
        give_up_at = time.monotonic() + patience_seconds
        begun = 0
        while True:
            left = 0 if pace.rest() or time.monotonic() > give_up_at else len(posts) - begun
            room = min(left, self.at_a_time - self._connections.in_flight, pace.room())
            self._begin(posts, begun, room, pace)
            begun += room
            self._take_in(replies, pace)
            if left == room and not self._connections.in_flight:
                return replies
            is_held_by_pace = left > room and self._connections.in_flight < self.at_a_time
            self._connections.wait(min(pace.wait(), LONGEST_LOOK) if is_held_by_pace else LONGEST_LOOK)

    def _begin(self, posts: Sequence[Post], first: int, many: int, pace: Pace) -> None:
        for number in range(first, first + many):
            self._connections.begin(number, posts[number])
        pace.take(many)

    def _take_in(self, replies: list[Reply | None], pace: Pace) -> None:
        for number, begun_at, reply in self._connections.landed():
            replies[number] = reply
            if isinstance(reply, Answered) and reply.status in SLOW_DOWN:
                pace.slow_down(begun_at, pause(retry_after=reply.header("Retry-After")))

    def close(self) -> None:
        """Let go of all connections."""
        self._connections.close()
