"""Messages that are due, for new people each time: with consent, in treatment, under two caps, as a night leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

NOW = datetime(2026, 11, 10, 17, 5, tzinfo=UTC)
CONTENT = {
    "push": {
        "campaign": "onboarding",
        "step": "hello",
        "variant": "guide",
        "topic": "onboarding",
        "kind": "push_token",
        "address": "installation-%s:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
    },
    "email": {
        "campaign": "win_back",
        "step": "mail",
        "variant": "plain",
        "topic": "offers",
        "kind": "email",
        "address": "person-%s@people.example",
    },
}


class Planner:
    """Plans for people nobody has planned for before."""

    def __init__(self, url: str) -> None:
        self._url, self._next = url, 1
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(Path(__file__).with_name("people.sql").read_bytes())

    def plan(self, channel: str, messages: int) -> None:
        first, self._next = self._next, self._next + messages
        facts = {**CONTENT[channel], "channel": channel, "first": first, "last": first + messages - 1}
        text = sql.SQL(Path(__file__).with_name("plan.sql").read_text())
        with psycopg.connect(self._url, autocommit=True) as db:
            db.execute(text.format(**{name: sql.Literal(value) for name, value in facts.items()}))
            db.execute("vacuum analyze crm.message")
            db.execute("checkpoint")
