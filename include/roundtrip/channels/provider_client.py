"""POSTs to a declared provider, one a message, and what each answer means."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import jmespath
import orjson

from roundtrip import settings
from roundtrip.channels import provider_body
from roundtrip.channels.credentials import Account
from roundtrip.channels.pace import Pace
from roundtrip.channels.pause import MISCONFIGURED, pause
from roundtrip.channels.wire import Answered, Post, Reply, Unanswered, Wire
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.domain.provider import Answer, Provider

PATIENCE_SECONDS = 60
"""How long a batch may go on being begun; with the last time-out it is answered well within a lease."""


@dataclass(frozen=True)
class Call:
    """One message and its request."""

    message_id: UUID
    body: bytes


class ProviderClient:
    """A provider's connections. For one thread at a time."""

    def __init__(self, provider: Provider, account: Account) -> None:
        self._provider = provider
        self._id, self._code = jmespath.compile(provider.id_at), jmespath.compile(provider.code_at or "`null`")
        self._path = provider_body.url(provider, account.login).removeprefix(provider.origin)
        self._headers = [
            f"Content-Type: {provider_body.content_type(provider)}",
            _sign_in(provider, account),
        ]
        self._pace = Pace(provider.limits.per_minute / settings.load().senders)
        self._wire = Wire(provider.origin, account.sandbox_url, provider.timeout_seconds)
        self._wire.at_a_time = min(self._wire.at_a_time, provider.limits.at_once)

    def send(self, calls: Sequence[Call]) -> list[Outcome]:
        """What came of each message, in their order; never raises."""
        posts = [Post(self._path, self._headers_of(call), call.body) for call in calls]
        replies = self._wire.exchange(posts, self._pace, PATIENCE_SECONDS)
        return [self._outcome(call.message_id, reply) for call, reply in zip(calls, replies, strict=True)]

    def _headers_of(self, call: Call) -> list[str]:
        header = self._provider.idempotency_header
        return [*self._headers, f"{header}: {call.message_id}"] if header else self._headers

    def _outcome(self, message_id: UUID, reply: Reply | None) -> Outcome:
        if reply is None:
            error = f"{self._provider.provider} is left alone for now"
            return Outcome(message_id, Verdict.NOT_NOW, error_code="held_back", error=error, retry_after=pause())
        if isinstance(reply, Unanswered):
            return _unanswered(message_id, reply)
        content = _content(reply)
        code = self._code.search(content)
        answer = self._provider.meaning_of(reply.status, None if code is None else str(code))
        told = str(reply.status if code is None else code)
        return self._meaning(message_id, answer, told, content, reply)

    def _meaning(self, message_id: UUID, answer: Answer, code: str, content: Any, reply: Answered) -> Outcome:
        name, provider_id = self._provider.provider, self._id.search(content)
        if answer.means == "accepted" and provider_id is not None:
            return Outcome(message_id, Verdict.ACCEPTED, provider_message_id=str(provider_id))
        if answer.means == "rejected":
            halt = f"{name} refuses the content (code {code})" if answer.halts else None
            error = f"{name} refuses it"
            rejected = Outcome(message_id, Verdict.REJECTED, error_code=code, error=error)
            return replace(rejected, disable_contact_point=answer.disables, halt_campaign=halt)
        if answer.means == "not_now":
            error = f"{name} refuses us: look at its connection" if answer.is_ours else f"{name} asks to wait"
            wait = pause(MISCONFIGURED) if answer.is_ours else pause(retry_after=reply.header("Retry-After"))
            return Outcome(message_id, Verdict.NOT_NOW, error_code=code, error=error, retry_after=wait)
        return Outcome(message_id, Verdict.UNCERTAIN, error_code=code, error=f"{name} gave no answer it documents")

    def close(self) -> None:
        self._wire.close()


def _sign_in(provider: Provider, account: Account) -> str:
    if provider.auth == "basic":
        return f"Authorization: Basic {b64encode(f'{account.login}:{account.password}'.encode()).decode()}"
    if provider.auth == "bearer":
        return f"Authorization: Bearer {account.password}"
    return f"{provider.auth.header}: {account.password}"


def _content(reply: Answered) -> Any:
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None


def _unanswered(message_id: UUID, reply: Unanswered) -> Outcome:
    if reply.may_have_arrived:
        return Outcome(message_id, Verdict.UNCERTAIN, error_code="broken_off", error=reply.error)
    return Outcome(message_id, Verdict.NOT_NOW, error_code="no_connection", error=reply.error, retry_after=pause())
