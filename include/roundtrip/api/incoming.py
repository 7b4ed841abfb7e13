"""Bodies from providers and the app: bounded, verified on their raw bytes, kept, then read."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from roundtrip.api.signatures import AppSignature, SendGridSignature
from roundtrip.feedback import Receiver, UnreadableBody

MOST_BYTES = 5_000_000  # SendGrid's batches stay below one megabyte
log = logging.getLogger(__name__)


def router(receiver: Receiver) -> APIRouter:
    """POST /webhooks/sendgrid and POST /receipts."""
    routes = APIRouter()
    sendgrid, app = SendGridSignature.configured(), AppSignature.configured()

    @routes.post("/webhooks/sendgrid")
    async def sendgrid_events(
        request: Request,
        x_twilio_email_event_webhook_signature: Annotated[str, Header()] = "",
        x_twilio_email_event_webhook_timestamp: Annotated[str, Header()] = "",
    ) -> dict[str, int]:
        if sendgrid is None:
            raise HTTPException(503, "no verification key is configured")
        body = await bounded(request)
        if not sendgrid.holds(body, x_twilio_email_event_webhook_signature, x_twilio_email_event_webhook_timestamp):
            raise HTTPException(403, "the signature does not hold")
        return await received(receiver, "sendgrid", body)

    @routes.post("/receipts")
    async def app_receipts(request: Request, x_roundtrip_signature: Annotated[str, Header()] = "") -> dict[str, int]:
        body = await bounded(request)
        if not app.holds(body, x_roundtrip_signature):
            raise HTTPException(403, "the signature does not hold")
        return await received(receiver, "app", body)

    return routes


async def bounded(request: Request, most: int = MOST_BYTES) -> bytes:
    """The raw body; 413 as soon as it is known to be too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"more than {most} bytes")
    return bytes(body)


async def received(receiver: Receiver, provider: str, body: bytes) -> dict[str, int]:
    """What was counted. An unreadable body is kept and answered as received: its sender would only repeat it."""
    try:
        return await run_in_threadpool(receiver.receive, provider, body)
    except UnreadableBody:
        return {"recorded": 0}
