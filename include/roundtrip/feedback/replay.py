"""Reads kept bodies again: what a crash left unread, or everything, after a reader has learned something."""

from __future__ import annotations

import logging
from collections import Counter

from roundtrip.feedback.body import kept
from roundtrip.feedback.fact import UnreadableBody
from roundtrip.feedback.receiver import READERS, Receiver

_log = logging.getLogger(__name__)


def replay(receiver: Receiver, *, everything: bool) -> Counter[str]:
    """Read every kept body again, or only those nobody has read. Counts bodies, unreadable and skipped ones, and what
    Receiver.receive counts; facts that are known stay as they are. Each body is a transaction of its own.
    """
    total: Counter[str] = Counter()
    for body in kept(unread_only=not everything):
        total["bodies"] += 1
        if body.provider not in READERS:
            _log.warning("body %s: nobody reads what %r sends any more", body.webhook_body_id, body.provider)
            total["skipped"] += 1
            continue
        try:
            total += receiver.read(body)
        except UnreadableBody:
            total["unreadable"] += 1
    return total
