"""What each answer of SendGrid means for the people in a request: a definite no, a definite not-now, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import orjson

from roundtrip.channels.pause import MISCONFIGURED, pause
from roundtrip.channels.wire import Answered, Reply
from roundtrip.domain.message import Outcome, Verdict

CHECKED, QUEUED, BAD_REQUEST, TIMED_OUT, TOO_MANY, SERVER_ERROR = 200, 202, 400, 408, 429, 500
Meaning = Callable[[UUID], Outcome]


def meaning(reply: Reply | None, batch_id: str | None, *, only_checks: bool) -> Meaning:
    """400 and 413 are halved before; every other 4xx is about us (a key, a limit, an address), not about the letters."""
    if not isinstance(reply, Answered):
        return _unanswered(reply, batch_id)
    if reply.status == QUEUED:
        return _queued(reply.header("X-Message-Id"), batch_id)
    if reply.status == CHECKED and only_checks:
        return _only_checked
    if reply.status < BAD_REQUEST or reply.status >= SERVER_ERROR or reply.status == TIMED_OUT:
        return _uncertain(str(reply.status), "SendGrid gave no answer it documents", batch_id)
    return _refuses_us(reply)


def not_begun(reply: Reply | None) -> Meaning:
    """Whatever came of it, no mail was in it."""
    if isinstance(reply, Answered) and BAD_REQUEST <= reply.status < SERVER_ERROR:
        return _refuses_us(reply)
    code = str(reply.status) if isinstance(reply, Answered) else "no_batch"
    return _not_now(code, "SendGrid gave no batch id, without which nothing could be cancelled")


def rejected(status: int, fields: Sequence[str], *, halts: bool) -> Meaning:
    error = f"refused: {', '.join(fields) or 'no field named'}"
    reason = f"SendGrid refuses the content ({error})" if halts else None
    return lambda message_id: Outcome(
        message_id, Verdict.REJECTED, error_code=str(status), error=error, halt_campaign=reason
    )


def refused_fields(reply: Answered) -> list[str]:
    """The fields SendGrid names. Its messages are left out: they may quote an address."""
    try:
        return sorted({str(fault["field"]) for fault in orjson.loads(reply.body)["errors"] if fault.get("field")})
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def is_about_somebody(fields: Sequence[str]) -> bool:
    """Whether single people may be at fault; where no field is named, they may."""
    return not fields or any(field.startswith("personalizations") for field in fields)


def _refuses_us(reply: Answered) -> Meaning:
    code = str(reply.status)
    if reply.status == TOO_MANY:
        return _not_now(code, "too many requests", retry_after=reply.header("Retry-After"))
    return _not_now(code, "SendGrid refuses us: look at the API key and the verified sender", is_ours=True)


def _only_checked(message_id: UUID) -> Outcome:
    """SendGrid's sandbox mode: a no, since nobody gets anything, and no place under a cap is used up."""
    error = "checked by SendGrid in its sandbox mode and delivered to nobody"
    return Outcome(message_id, Verdict.REJECTED, error_code="sandbox_mode", error=error)


def _unanswered(reply: Reply | None, batch_id: str | None) -> Meaning:
    if reply is None:
        return _not_now("held_back", "SendGrid is left alone for now")
    if isinstance(reply, Answered) or reply.may_have_arrived:
        return _uncertain("broken_off", "the connection broke after the request may have gone out", batch_id)
    return _not_now("no_connection", "SendGrid was not reached")


def _not_now(code: str, error: str, *, retry_after: str | None = None, is_ours: bool = False) -> Meaning:
    wait = pause(MISCONFIGURED) if is_ours else pause(retry_after=retry_after)
    return lambda message_id: Outcome(message_id, Verdict.NOT_NOW, error_code=code, error=error, retry_after=wait)


def _queued(provider_id: str | None, batch_id: str | None) -> Meaning:
    return lambda message_id: Outcome(
        message_id, Verdict.ACCEPTED, provider_message_id=provider_id, provider_batch_id=batch_id
    )


def _uncertain(code: str, error: str, batch_id: str | None) -> Meaning:
    return lambda message_id: Outcome(
        message_id, Verdict.UNCERTAIN, error_code=code, error=error, provider_batch_id=batch_id
    )
