"""Google's token endpoint: a signed assertion of the sandbox's service account buys an access token."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

import jwt
from starlette.requests import Request
from starlette.responses import Response

from demo.sandbox.faults import Provider
from demo.sandbox.keys import CLIENT_EMAIL
from demo.sandbox.world import World, json_reply

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME_SECONDS = 3600


async def issue_token(request: Request) -> Response:
    """POST /token."""
    world: World = request.app.state.world
    form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
    fault = world.faults.next(Provider.OAUTH, ())
    if fault and fault.error.isdigit():
        reply = json_reply({"error": "internal_failure"}, int(fault.error))
    else:
        reply = _grant(world, form)
    return await world.answer(request, Provider.OAUTH, reply, body={"grant_type": form.get("grant_type")}, fault=fault)


def _grant(world: World, form: dict[str, str]) -> Response:
    if form.get("grant_type") != GRANT:
        return json_reply({"error": "unsupported_grant_type"}, 400)
    try:
        claims = jwt.decode(
            form.get("assertion", ""),
            world.keys.service_account.public_key(),
            algorithms=["RS256"],
            options={"verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        return json_reply({"error": "invalid_grant", "error_description": str(error)}, 400)
    if claims.get("iss") != CLIENT_EMAIL:
        return json_reply({"error": "invalid_grant", "error_description": "Invalid issuer."}, 400)
    token = f"sandbox.{secrets.token_urlsafe(24)}"
    world.access_tokens.add(token)
    return json_reply({"access_token": token, "expires_in": LIFETIME_SECONDS, "token_type": "Bearer"}, 200)
