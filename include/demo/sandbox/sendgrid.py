"""SendGrid: POST /v3/mail/send, batch ids, and cancelling by them."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from demo.sandbox.faults import Fault, Provider
from demo.sandbox.record import Message
from demo.sandbox.sendgrid_contract import BODY_LIMIT, Violation, recipients, violations
from demo.sandbox.world import World, json_reply, parse, retry_header

_SENTENCES = {
    400: "Bad Request",
    401: "The provided authorization grant is invalid, expired, or revoked",
    403: "The from address does not match a verified Sender Identity.",
    413: "Payload Too Large",
    429: "too many requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


async def send(request: Request) -> Response:
    world: World = request.app.state.world
    raw = await request.body()
    body = parse(raw)
    message_id = secrets.token_urlsafe(16)
    messages = _described(body, message_id)
    fault: Fault | None = None
    if not _is_known(request, world):
        reply = _errors(401, [(_SENTENCES[401], None)])
    elif len(raw) > BODY_LIMIT:
        reply = _errors(413, [(_SENTENCES[413], None)])
    elif found := violations(body, world.mail_batches):
        reply = _errors(400, found)
    else:
        fault = world.faults.next(Provider.SENDGRID, [str(message["address"]) for message in messages])
        reply = _reply(fault, message_id, only_checks=_only_checks(body))
        messages = [] if _only_checks(body) else messages  # nobody gets anything
    return await world.answer(request, Provider.SENDGRID, reply, body=body, messages=messages, fault=fault)


async def new_batch(request: Request) -> Response:
    """POST /v3/mail/batch. Not among the calls: no mail is in it."""
    world: World = request.app.state.world
    if not _is_known(request, world):
        return _errors(401, [(_SENTENCES[401], None)])
    batch_id = secrets.token_urlsafe(42)
    world.mail_batches.add(batch_id)
    return json_reply({"batch_id": batch_id}, 201)


async def cancel(request: Request) -> Response:
    """POST /v3/user/scheduled_sends: what is queued under a batch id is not delivered."""
    world: World = request.app.state.world
    body = parse(await request.body())
    if not _is_known(request, world):
        reply = _errors(401, [(_SENTENCES[401], None)])
    elif not isinstance(body, dict) or body.get("batch_id") not in world.mail_batches:
        reply = _errors(400, [("batch_id is not valid", "batch_id")])
    elif body.get("status") not in ("cancel", "pause"):
        reply = _errors(400, [("status must be 'cancel' or 'pause'", "status")])
    else:
        reply = json_reply(body, 201)
    return await world.answer(request, Provider.SENDGRID, reply, body=body)


def _is_known(request: Request, world: World) -> bool:
    return request.headers.get("authorization") == f"Bearer {world.keys.sendgrid_api_key}"


def _only_checks(body: Any) -> bool:
    settings = body.get("mail_settings") or {}
    return bool((settings.get("sandbox_mode") or {}).get("enable"))


def _reply(fault: Fault | None, message_id: str, *, only_checks: bool) -> Response:
    if only_checks:
        return Response(status_code=200)
    if fault is None or not fault.error.isdigit():
        return Response(status_code=202, headers={"X-Message-Id": message_id})
    status = int(fault.error)
    return _errors(status, [(_SENTENCES[status], None)], retry_header(fault))


def _errors(status: int, found: list[Violation], headers: dict[str, str] | None = None) -> Response:
    errors = [{"message": message, "field": field, "help": None} for message, field in found]
    return json_reply({"errors": errors}, status, headers)


def _described(body: Any, provider_message_id: str) -> list[Message]:
    personalizations = body.get("personalizations") if isinstance(body, dict) else None
    if not isinstance(personalizations, list):
        return []
    categories = body.get("categories") or []
    shared = {"campaign_id": next(iter(categories), None)} | (body.get("custom_args") or {})
    described = []
    for given in personalizations:
        if not isinstance(given, dict):
            continue
        args = {**shared, **(given.get("custom_args") or {})}
        described.append(
            Message(
                message_id=args.get("message_id"),
                campaign_id=args.get("campaign_id"),
                address=next(iter(recipients(given)), None),
                provider_message_id=provider_message_id,
            )
        )
    return described
