"""The sandbox's own side door: faults to come, calls so far, events to post. No provider has these paths."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from demo.sandbox.faults import Fault, Provider
from demo.sandbox.webhook import post_events
from demo.sandbox.world import World, json_reply

router = APIRouter()


class Events(BaseModel):
    """Events in SendGrid's shape, and where to post them."""

    url: str
    events: list[dict[str, Any]]
    times: int = Field(default=1, gt=0)


@router.get("/healthz")
async def is_up() -> dict[str, str]:
    return {"status": "ok"}


@router.post("/_control/faults", status_code=201)
async def add_faults(request: Request, faults: list[Fault]) -> dict[str, int]:
    for fault in faults:
        _world(request).faults.add(fault)
    return {"added": len(faults)}


@router.delete("/_control/faults")
async def clear_faults(request: Request) -> dict[str, str]:
    """Faults stop; what came so far stays known."""
    _world(request).faults.clear()
    return {"status": "ok"}


@router.get("/_control/received")
async def received(
    request: Request,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(gt=0, le=10_000)] = 1000,
    provider: Provider | None = None,
) -> Response:
    """Calls with a number greater than `after`; ask again with the last number until none comes."""
    return json_reply(_world(request).recording.after(after, limit, provider), 200)


@router.post("/_control/events")
async def events(request: Request, given: Events) -> dict[str, list[int]]:
    try:
        return {"statuses": await post_events(_world(request).keys, given.url, given.events, given.times)}
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


@router.post("/_control/reset")
async def reset(request: Request) -> dict[str, str]:
    _world(request).reset()
    return {"status": "ok"}


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world
