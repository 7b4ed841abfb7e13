"""What each answer of FCM means for the message: yes, a definite no, a definite not-now, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import requests
from firebase_admin import _utils, exceptions, messaging
from google.auth.exceptions import GoogleAuthError

from roundtrip.channels.pause import BUSY, MISCONFIGURED, pause
from roundtrip.channels.transport import ForbiddenHost
from roundtrip.channels.wire import Answered, Reply, Unanswered
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict

TARGETS = ("message.token", "message.fid")
OK = 200


def meaning(reply: Reply, message: ClaimedMessage) -> Outcome:
    """The outcome of one POST. Uncertain unless proved otherwise."""
    if isinstance(reply, Unanswered):
        outcome = _uncertain(message, "unanswered", reply.error)
        return outcome if reply.may_have_arrived else _not_now(outcome)
    if reply.status != OK:
        return judged(_sdk_error(reply), message)
    try:
        name = str(orjson.loads(reply.body)["name"])
    except (ValueError, TypeError, KeyError):
        return _uncertain(message, "unreadable", "a 200 nobody can read")
    return Outcome(
        message.message_id,
        Verdict.ACCEPTED,
        provider_message_id=name,
        contact_point_id=message.contact_point_id,
    )


def held_back(message: ClaimedMessage, rest: timedelta | None) -> Outcome:
    """Not begun, since FCM wants to be left alone or the batch took too long."""
    return _not_now(_uncertain(message, "held_back", "FCM wants a rest"), rest or BUSY)


def judged(error: Exception, message: ClaimedMessage) -> Outcome:
    """The outcome an error stands for: the SDK's own for an answer, google-auth's for no access token."""
    outcome = _uncertain(message, _code(error), type(error).__name__)
    for kinds, judge in JUDGES:
        if isinstance(error, kinds):
            return judge(outcome, error, message)
    return outcome


def _uncertain(message: ClaimedMessage, code: str, error: str) -> Outcome:
    return Outcome(
        message.message_id,
        Verdict.UNCERTAIN,
        error_code=code,
        error=error,
        contact_point_id=message.contact_point_id,
    )


def _sdk_error(reply: Answered) -> Exception:
    """As the SDK would have raised it, had it made the call; the test of every error code tells when these names change."""
    response = requests.Response()
    response.status_code, response._content = reply.status, reply.body
    response.headers.update({"Retry-After": reply.header("Retry-After") or ""})
    failed = requests.HTTPError(response=response)
    try:
        read: Exception = _utils.handle_platform_error_from_requests(
            failed, messaging._MessagingService._build_fcm_error_requests
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as unreadable:  # an error in no shape it knows
        return unreadable
    return read


def _dead(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    return replace(outcome, verdict=Verdict.REJECTED, disable_contact_point="unregistered")


def _stranger(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    return replace(outcome, verdict=Verdict.REJECTED, disable_contact_point="sender_id_mismatch")


def _platform_shut(outcome: Outcome, _error: Any, message: ClaimedMessage) -> Outcome:
    reason = "FCM cannot sign in to the platform's push service; renew its certificate or key in the Firebase console"
    return replace(_not_now(outcome, MISCONFIGURED), halt_campaign=reason, halt_platform=message.platform or "ios")


def _refused(outcome: Outcome, error: Any, _message: ClaimedMessage) -> Outcome:
    """INVALID_ARGUMENT is about the token, or else about content that everybody gets."""
    fields = sorted(_violated_fields(error))
    rejected = replace(outcome, verdict=Verdict.REJECTED, error=f"refused: {', '.join(fields) or 'no field named'}")
    if fields and all(field in TARGETS for field in fields):
        return replace(rejected, disable_contact_point="invalid_token")
    return replace(rejected, halt_campaign=f"FCM refuses the content ({rejected.error})")


def _busy(outcome: Outcome, error: Any, _message: ClaimedMessage) -> Outcome:
    return _not_now(outcome, retry_after=error.http_response.headers.get("Retry-After"))


def _misconfigured(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    """The key or the project is wrong, not the message."""
    return _not_now(outcome, MISCONFIGURED)


def _no_token(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    """No access token, no POST."""
    return _not_now(outcome)


JUDGES: tuple[tuple[tuple[type[Exception], ...], Callable[[Outcome, Any, ClaimedMessage], Outcome]], ...] = (
    ((messaging.UnregisteredError,), _dead),
    ((messaging.SenderIdMismatchError,), _stranger),
    ((messaging.ThirdPartyAuthError,), _platform_shut),
    ((exceptions.InvalidArgumentError,), _refused),
    ((exceptions.ResourceExhaustedError,), _busy),
    ((exceptions.UnauthenticatedError, exceptions.PermissionDeniedError, exceptions.NotFoundError), _misconfigured),
    ((GoogleAuthError, ForbiddenHost), _no_token),
)
"""Who judges which error; the first that fits, so the special stand above the general. All others leave it uncertain."""


def _not_now(outcome: Outcome, shortest: timedelta = BUSY, retry_after: str | None = None) -> Outcome:
    return replace(outcome, verdict=Verdict.NOT_NOW, retry_after=pause(shortest, retry_after))


def _violated_fields(error: exceptions.FirebaseError) -> Iterator[str]:
    try:
        details = error.http_response.json()["error"]["details"]
        for detail in details:
            yield from (str(violation["field"]) for violation in detail.get("fieldViolations", ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return


def _code(error: Exception) -> str:
    return str(error.code) if isinstance(error, exceptions.FirebaseError) else type(error).__name__
