"""The state of one sandbox, shared by its providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from demo.sandbox.faults import Fault, FaultPlan, Provider
from demo.sandbox.keys import Keys
from demo.sandbox.record import Message, Recording
from demo.sandbox.transport import answered_status, spoil


@dataclass
class World:
    """Keys, faults to come, calls so far, and the access tokens that were issued."""

    keys: Keys
    faults: FaultPlan = field(default_factory=FaultPlan)
    recording: Recording = field(default_factory=Recording)
    access_tokens: set[str] = field(default_factory=set)
    mail_batches: set[str] = field(default_factory=set)
    """Batch ids SendGrid gave out."""

    def reset(self) -> None:
        """Forgets faults and calls; credentials stay good."""
        self.faults.clear()
        self.recording.clear()

    async def answer(
        self,
        request: Request,
        provider: Provider,
        reply: Response,
        *,
        body: Any,
        messages: Sequence[Message] = (),
        fault: Fault | None = None,
    ) -> Response:
        """Records the call, then answers it, spoilt by a transport fault if there is one."""
        self.recording.add(
            provider,
            request.url.path,
            body=body,
            status=answered_status(fault, reply.status_code),
            messages=messages,
            fault=fault.error if fault else None,
            is_taken=fault.takes if fault else reply.status_code in (200, 201, 202),
        )
        return await spoil(request, fault, reply)


def parse(raw: bytes) -> Any:
    """A JSON body, or its text where it is none."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.decode("utf-8", "replace")


def json_reply(content: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(content), status_code=status, headers=headers, media_type="application/json")


def retry_header(fault: Fault) -> dict[str, str]:
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
