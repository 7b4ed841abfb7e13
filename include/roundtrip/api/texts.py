"""What providers of texts tell us: POST /webhooks/<provider>/<token> (a status) and /webhooks/<provider>/replies."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from roundtrip import declared, secrets_store, settings
from roundtrip.api.incoming import bounded, received
from roundtrip.api.signatures import TwilioSignature
from roundtrip.channels import credentials
from roundtrip.channels.transport import ForbiddenHost
from roundtrip.domain import callback_link
from roundtrip.domain.provider import Callbacks, Provider
from roundtrip.feedback import Receiver, texts

MOST_BYTES = 100_000
NO_CONTENT = 204
log = logging.getLogger(__name__)


def router(receiver: Receiver) -> APIRouter:
    """Both are verified before anything of them is looked at."""
    routes = APIRouter()
    key = secrets_store.secret("signing_key")
    providers = _reporting()

    @routes.post("/webhooks/{provider}/replies")
    async def reply(provider: str, request: Request) -> Response:
        known = _known(providers, provider)
        if known.callbacks is None or known.callbacks.replies is None:
            raise HTTPException(404)
        event = texts.stop_event(known, await _verified(known, request), receiver.clock.now())
        if event is not None:
            await received(receiver, texts.PROVIDER, orjson.dumps([event]))
        return Response(status_code=NO_CONTENT)  # an empty answer: nothing is texted back

    @routes.post("/webhooks/{provider}/{token}")
    async def status(provider: str, token: str, request: Request) -> Response:
        known, message_id = _known(providers, provider), callback_link.message_id(token, key)
        if message_id is None:
            raise HTTPException(403, "the address is not one of ours")
        event = texts.status_event(known, message_id, await _verified(known, request), receiver.clock.now())
        await received(receiver, texts.PROVIDER, orjson.dumps([event]))
        return Response(status_code=NO_CONTENT)

    return routes


def _reporting() -> dict[str, Provider]:
    """Providers that report; none where a file is faulty, since everybody else's reports must come in all the same."""
    try:
        return {name: each for name, each in declared.providers().items() if each.callbacks}
    except declared.DeclarationError:
        log.exception("include/providers: nothing that providers of texts report is taken until this is corrected")
        return {}


def _known(providers: dict[str, Provider], name: str) -> Provider:
    if name not in providers:
        raise HTTPException(404)
    return providers[name]


async def _verified(provider: Provider, request: Request) -> dict[str, Any]:
    """The fields of a body whose sender is who it says."""
    body = await bounded(request, MOST_BYTES)
    fields = _fields(request, body)
    if isinstance(provider.callbacks, Callbacks) and provider.callbacks.signature == "twilio":
        try:
            account = await run_in_threadpool(credentials.account, provider.account)
        except (credentials.CredentialsError, ForbiddenHost) as error:
            raise HTTPException(503, "no account is configured to verify it by") from error
        url = settings.load().public_url + request.url.path + (f"?{request.url.query}" if request.url.query else "")
        signature = request.headers.get("x-twilio-signature", "")
        if not TwilioSignature(account.password).holds(url, fields, signature):
            raise HTTPException(403, "the signature does not hold")
    return fields


def _fields(request: Request, body: bytes) -> dict[str, Any]:
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, "not readable as JSON") from error
    if not isinstance(content, dict):
        raise HTTPException(400, "a JSON object was expected")
    return content
