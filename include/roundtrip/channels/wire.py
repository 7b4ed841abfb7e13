"""Many POSTs to one provider at its own pace, none of them twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Lock
from urllib.parse import urlsplit

from roundtrip.channels.connections import CONNECTIONS, STREAMS, Connections
from roundtrip.channels.pace import Pace
from roundtrip.channels.pause import pause
from roundtrip.channels.post import Answered, Post, Reply, Unanswered
from roundtrip.channels.transport import loopback_url

__all__ = ["Answered", "Post", "Reply", "Unanswered", "Wire"]

TOO_MANY, FAILED = 429, 500
LONGEST_LOOK = 1.0
"""Seconds after which everything is looked at again, whatever happens on the sockets."""


class Wire:
    """A provider and how it may be called. Of several threads each waits for its turn."""

    def __init__(self, provider_url: str, sandbox_url: str | None, timeout_seconds: float) -> None:
        """With `sandbox_url`, it stands in for the provider and nothing but this machine is connected to; raises ForbiddenHost."""
        url = provider_url if sandbox_url is None else loopback_url(sandbox_url)
        self._connections = Connections(url, is_sandbox=sandbox_url is not None, timeout_seconds=timeout_seconds)
        self._in_use = Lock()
        self.at_a_time = CONNECTIONS * (STREAMS if urlsplit(url).scheme == "https" else 1)

    def exchange(self, posts: Sequence[Post], pace: Pace, patience_seconds: float) -> list[Reply | None]:
        """The reply to each post, in their order; None for a post that was not begun: the pace rests, or patience ended.

        Returns at the latest one time-out after `patience_seconds`. Raises nothing of its own; where it is interrupted, what
        was in flight is let go of, so that no later call is taken for it.
        """
        with self._in_use:
            try:
                return self._exchange(posts, pace, patience_seconds)
            finally:
                self._connections.abandon()

    def _exchange(self, posts: Sequence[Post], pace: Pace, patience_seconds: float) -> list[Reply | None]:
        replies: list[Reply | None] = [None] * len(posts)
        give_up_at = time.monotonic() + patience_seconds
        begun = 0
        while True:
            in_flight = self._connections.in_flight
            left = 0 if pace.rest() or time.monotonic() > give_up_at else len(posts) - begun
            room = min(left, self.at_a_time - in_flight, pace.room(in_flight))
            self._begin(posts, begun, room, pace)
            begun += room
            has_landed = self._take_in(replies, pace)
            if left == room and not self._connections.in_flight:
                return replies
            if not has_landed:
                until_quota = pace.wait() if left > room else 0
                self._connections.wait(min(until_quota or LONGEST_LOOK, LONGEST_LOOK))

    def _begin(self, posts: Sequence[Post], first: int, many: int, pace: Pace) -> None:
        for number in range(first, first + many):
            self._connections.begin(number, posts[number])
        pace.take(many)

    def _take_in(self, replies: list[Reply | None], pace: Pace) -> bool:
        """Whether any call has ended."""
        has_landed = False
        for number, begun_at, reply in self._connections.landed():
            has_landed, replies[number] = True, reply
            if isinstance(reply, Unanswered):
                pace.went_ill(begun_at, pause())
            elif reply.status == TOO_MANY or reply.status >= FAILED:
                pace.went_ill(begun_at, pause(retry_after=reply.header("Retry-After")))
            else:
                pace.went_well()
        return has_landed

    def close(self) -> None:
        """Let go of all connections."""
        self._connections.close()
