"""GET /inbox/…, by the account's own token, and POST /inbox/receipts."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from pydantic import BaseModel

from roundtrip.api.accounts import PROJECT_VARIABLE, Accounts
from roundtrip.api.inbox.shelf import BadCursor, Cursor, Shelf
from roundtrip.api.incoming import bounded
from roundtrip.feedback import Receiver, UnreadableBody
from roundtrip.feedback.inbox import PROVIDER

MOST_BYTES = 64 * 1024
A_MINUTE = parse(
    "120/minute"
)  # of one account, in this process: an app asks when it is opened and when it has receipts


def router(receiver: Receiver, accounts: Accounts | None) -> APIRouter:
    """Without a Firebase project to believe every call is answered 503."""
    shelf, limiter = Shelf(receiver.clock), SlidingWindowCounterRateLimiter(MemoryStorage())
    routes = APIRouter(prefix="/inbox")

    def account_of(authorization: Annotated[str, Header()] = "") -> str:
        if accounts is None:
            raise HTTPException(503, f"{PROJECT_VARIABLE} is not set")
        user_id = accounts.of(authorization)
        if not limiter.hit(A_MINUTE, user_id):
            raise HTTPException(429, "too many requests of this account", {"Retry-After": "60"})
        return user_id

    account = Depends(account_of)

    @routes.get("/messages")
    def messages(user_id: str = account, if_none_match: Annotated[str, Header()] = "") -> Response:
        return _answer(shelf.messages(user_id), if_none_match)

    @routes.get("/placements/{placement}")
    def placement(
        placement: Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,63}$")],
        user_id: str = account,
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        return _answer(shelf.messages(user_id, placement), if_none_match)

    @routes.get("/feed")
    def feed(
        user_id: str = account,
        after: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=50)] = 20,
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        try:
            cursor = Cursor.read(after) if after else None
        except BadCursor as error:
            raise HTTPException(400, str(error)) from error
        return _answer(shelf.feed(user_id, cursor, limit), if_none_match)

    @routes.post("/receipts")
    async def receipts(request: Request, user_id: str = account) -> dict[str, int]:
        body = await bounded(request, MOST_BYTES)
        try:
            counted = await run_in_threadpool(receiver.receive, PROVIDER, body, sent_by=user_id)
        except UnreadableBody as error:
            raise HTTPException(400, "a JSON list of receipts was expected") from error
        return {"recorded": counted["recorded"]}

    return routes


def _answer(content: BaseModel, known: str) -> Response:
    """The content, or 304 where the app has it already."""
    body = content.model_dump_json(exclude_none=True).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Origin"}
    if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
