"""Twilio: POST /2010-04-01/Accounts/{sid}/Messages.json."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from demo.sandbox.faults import TWILIO_ERRORS, Fault, Provider
from demo.sandbox.record import Message
from demo.sandbox.twilio_contract import violation
from demo.sandbox.world import World, json_reply, retry_header

_CREATED = 201
_SENTENCES = {
    "20003": "Authenticate",
    "20429": "Too Many Requests",
    "21211": "Invalid 'To' Phone Number",
    "21610": "Attempt to send to unsubscribed recipient",
    "21614": "'To' number is not a valid mobile number",
    "21617": "The concatenated message body exceeds the 1600 character limit",
}


async def send(request: Request) -> Response:
    world: World = request.app.state.world
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    sid = f"SM{secrets.token_hex(16)}"
    fault: Fault | None = None
    if not _is_known(request, world):
        reply = _error(401, "20003")
    elif found := violation(form):
        reply = _error(400, *map(str, found))
    else:
        fault = world.faults.next(Provider.TWILIO, [_number(form.get("To", ""))])
        reply = _reply(fault, form, sid, request.path_params["account"])
    messages = [_described(form, sid)]
    return await world.answer(request, Provider.TWILIO, reply, body=form, messages=messages, fault=fault)


def _is_known(request: Request, world: World) -> bool:
    account, token = world.keys.twilio
    pair = base64.b64encode(f"{account}:{token}".encode()).decode()
    expected, given = f"Basic {pair}", request.headers.get("authorization", "")
    return hmac.compare_digest(expected.encode(), given.encode()) and request.path_params["account"] == account


def _reply(fault: Fault | None, form: Mapping[str, str], sid: str, account: str) -> Response:
    if fault is None or fault.error not in TWILIO_ERRORS:
        resource = {
            "sid": sid, "account_sid": account, "status": "queued", "to": form["To"], "from": form.get("From"),
            "body": form.get("Body"), "num_segments": "1", "direction": "outbound-api", "error_code": None,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
        }  # fmt: skip
        return json_reply(resource, _CREATED)
    return _error(TWILIO_ERRORS[fault.error], fault.error, headers=retry_header(fault))


def _error(status: int, code: str, message: str | None = None, headers: dict[str, str] | None = None) -> Response:
    said = message or _SENTENCES.get(code, "An internal server error has occurred")
    content = {"code": int(code), "message": said, "status": status}
    return json_reply({**content, "more_info": f"https://www.twilio.com/docs/errors/{code}"}, status, headers)


def _described(form: Mapping[str, str], sid: str) -> Message:
    return Message(
        message_id=_told_by(form.get("StatusCallback", "")),
        campaign_id=None,
        address=_number(form.get("To", "")),
        provider_message_id=sid,
    )


def _number(to: str) -> str:
    return to.removeprefix("whatsapp:")


def _told_by(callback: str) -> str | None:
    """Twilio carries no id of ours; the address to report to does, in its signed token."""
    token = callback.rpartition("/")[2]
    try:
        return str(UUID(bytes=base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:16]))
    except (ValueError, binascii.Error):
        return None
