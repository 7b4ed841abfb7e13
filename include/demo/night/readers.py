"""Some of the people open the app: they sign in, fetch what it shows them, and their receipts go back, over the public api."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from demo.sandbox import SandboxClient
from roundtrip.db import Role, engine

SAMPLE = 40
"""Accounts a day. Each is four requests, as an app makes them; a whole population would measure the laptop."""
CLICKS, DISMISSES, READS = 0.35, 0.30, 0.6


@dataclass(frozen=True)
class Readers:
    """The people's side of the inbox."""

    sandbox: SandboxClient
    api_url: str

    def open_the_app(self, at: datetime) -> int:
        """A sample of those who got something today open their app at `at`; how many facts came back of it."""
        draw = random.Random(at.isoformat())
        with httpx.Client(base_url=self.api_url, trust_env=False, timeout=30) as app:
            return sum(self._one(app, user_id, at, draw) for user_id in _with_something_new(at))

    def _one(self, app: httpx.Client, user_id: str, at: datetime, draw: random.Random) -> int:
        signed_in = {"Authorization": f"Bearer {self.sandbox.id_token(user_id)}"}
        messages = app.get("/inbox/messages", headers=signed_in).raise_for_status().json()["messages"]
        items = app.get("/inbox/feed", headers=signed_in).raise_for_status().json()["items"]
        told = [receipt for message in messages[:1] for receipt in _shown(message["message_id"], at, draw)]
        told += [receipt for item in items for receipt in _read(item["message_id"], at, draw)]
        if not told:
            return 0
        answer = app.post("/inbox/receipts", headers=signed_in, json=told).raise_for_status()
        return int(answer.json()["recorded"])


def _shown(message_id: str, at: datetime, draw: random.Random) -> list[dict[str, Any]]:
    answered = draw.random()
    kinds = ["shown", *(["clicked"] if answered < CLICKS else ["dismissed"] if answered < CLICKS + DISMISSES else [])]
    return [_receipt(message_id, kind, at + timedelta(seconds=5 * place)) for place, kind in enumerate(kinds, 1)]


def _read(message_id: str, at: datetime, draw: random.Random) -> list[dict[str, Any]]:
    kinds = ["shown", *(["read"] if draw.random() < READS else [])]
    return [_receipt(message_id, kind, at + timedelta(seconds=20 * place)) for place, kind in enumerate(kinds, 1)]


def _receipt(message_id: str, kind: str, at: datetime) -> dict[str, Any]:
    return {"receipt_id": f"{kind}-{at:%Y%m%d}", "message_id": message_id, "kind": kind, "at": at.isoformat()}


def _with_something_new(at: datetime) -> list[str]:
    with engine(Role.OPERATOR).connect() as db:
        return list(db.execute(_ACCOUNTS, {"since": at - timedelta(days=1), "now": at, "most": SAMPLE}).scalars())


_ACCOUNTS = text("""
    select user_id from crm.inbox where placed_at > :since and placed_at <= :now
    group by user_id order by md5(user_id) limit :most
""")
