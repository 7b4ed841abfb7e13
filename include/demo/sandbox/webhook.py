"""SendGrid's signed event webhook: posts events to a receiver on this machine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from demo.sandbox.keys import Keys

EVENTS_A_BODY = 500
TIME_OUT_SECONDS = 30


def payload(events: Sequence[dict[str, Any]]) -> bytes:
    """The bytes as SendGrid writes them, with its line breaks: what parses and dumps again does not verify."""
    return b"[" + b",\r\n".join(orjson.dumps(event) for event in events) + b"]\r\n"


def signed_headers(keys: Keys, body: bytes) -> dict[str, str]:
    """The age of a webhook is judged by the wall clock, whatever time the events tell."""
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "X-Twilio-Email-Event-Webhook-Signature": keys.sign(timestamp, body),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


async def post_events(keys: Keys, url: str, events: Sequence[dict[str, Any]], times: int = 1) -> list[int]:
    """Status of every post; each body is posted `times` times, as SendGrid repeats what it is unsure of."""
    _require_loopback(url)
    statuses = []
    async with httpx.AsyncClient(timeout=TIME_OUT_SECONDS, trust_env=False) as client:
        for start in range(0, len(events), EVENTS_A_BODY):
            body = payload(events[start : start + EVENTS_A_BODY])
            for _ in range(times):
                response = await client.post(url, content=body, headers=signed_headers(keys, body))
                statuses.append(response.status_code)
    return statuses


def _require_loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"{url}: the sandbox posts to this machine only")
