"""FCM HTTP v1: POST /v1/projects/{project}/messages:send."""

from __future__ import annotations

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from demo.sandbox.faults import FCM_ERRORS, Fault, Provider
from demo.sandbox.fcm_contract import TARGETS, Violation, violations
from demo.sandbox.keys import PROJECT_ID
from demo.sandbox.record import Message
from demo.sandbox.world import World, json_reply, parse, retry_header

GONE = ":gone"
"""A token that ends so belongs to an app that was removed: FCM answers UNREGISTERED."""

_UNREGISTERED = Fault(provider=Provider.FCM, error="UNREGISTERED")
_FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


async def send(request: Request) -> Response:
    world: World = request.app.state.world
    body = parse(await request.body())
    message = _described(body)
    fault: Fault | None = None
    if not _is_authorized(world, request):
        reply = _error(401, "UNAUTHENTICATED", "Request is missing required authentication credential.", [])
    elif request.path_params["project"] != PROJECT_ID:
        reply = _error(403, "PERMISSION_DENIED", "The caller does not have permission.", [])
    elif found := violations(body):
        reply = _invalid(found)
    else:
        fault = world.faults.next(Provider.FCM, (message["address"] or "",))
        if fault is None and str(message["address"]).endswith(GONE):
            fault = _UNREGISTERED
        reply = _reply(fault, message)
    return await world.answer(request, Provider.FCM, reply, body=body, messages=[message], fault=fault)


def _reply(fault: Fault | None, message: Message) -> Response:
    if fault is None or fault.error not in FCM_ERRORS:
        return json_reply({"name": message["provider_message_id"]}, 200)
    if fault.error == "INVALID_ARGUMENT":
        return _invalid([(fault.field, "The registration token is not a valid FCM registration token")])
    status, rpc_status = FCM_ERRORS[fault.error]
    details = [{"@type": _FCM_ERROR, "errorCode": fault.error}]
    return _error(status, rpc_status, f"{fault.error}, as asked for.", details, retry_header(fault))


def _invalid(found: list[Violation]) -> Response:
    fields = [{"field": field, "description": description} for field, description in found]
    details = [
        {"@type": _FCM_ERROR, "errorCode": "INVALID_ARGUMENT"},
        {"@type": _BAD_REQUEST, "fieldViolations": fields},
    ]
    return _error(400, "INVALID_ARGUMENT", found[0][1], details)


def _error(
    status: int, rpc_status: str, message: str, details: list[Any], headers: dict[str, str] | None = None
) -> Response:
    error = {"code": status, "message": message, "status": rpc_status, "details": details}
    return json_reply({"error": error}, status, headers)


def _is_authorized(world: World, request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return scheme == "Bearer" and token in world.access_tokens


def _described(body: Any) -> Message:
    message = body.get("message") if isinstance(body, dict) else None
    message = message if isinstance(message, dict) else {}
    data = message.get("data")
    data = data if isinstance(data, dict) else {}
    return Message(
        message_id=data.get("message_id"),
        campaign_id=data.get("campaign_id"),
        address=next((message[target] for target in TARGETS if isinstance(message.get(target), str)), None),
        provider_message_id=f"projects/{PROJECT_ID}/messages/{uuid.uuid4()}",
    )
