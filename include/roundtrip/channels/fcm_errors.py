"""What each error of FCM means for the message: a definite no, a definite not-now, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import requests
from firebase_admin import exceptions, messaging
from google.auth.exceptions import GoogleAuthError
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from roundtrip.channels.pause import BUSY, MISCONFIGURED, pause
from roundtrip.channels.transport import ForbiddenHost
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict

TARGETS = ("message.token", "message.fid")


def meaning(error: Exception, message: ClaimedMessage) -> Outcome:
    """The outcome an exception of `messaging.send`, or of signing in, stands for. Uncertain unless proved otherwise."""
    outcome = Outcome(message.message_id, Verdict.UNCERTAIN, error_code=_code(error), error=type(error).__name__)
    for kinds, judge in JUDGES:
        if isinstance(error, kinds):
            return judge(outcome, error, message)
    return outcome


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
    headers = error.http_response.headers if error.http_response is not None else {}
    return _not_now(outcome, retry_after=headers.get("Retry-After"))


def _misconfigured(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    """The key or the project is wrong, not the message."""
    return _not_now(outcome, MISCONFIGURED)


def _no_token(outcome: Outcome, _error: Any, _message: ClaimedMessage) -> Outcome:
    """No access token, no POST; or the POST was answered 401 and no newer token could be had."""
    return _not_now(outcome)


def _unanswered(outcome: Outcome, error: Any, _message: ClaimedMessage) -> Outcome:
    return _not_now(outcome) if _never_connected(error) else outcome


JUDGES: tuple[tuple[tuple[type[Exception], ...], Callable[[Outcome, Any, ClaimedMessage], Outcome]], ...] = (
    ((messaging.UnregisteredError,), _dead),
    ((messaging.SenderIdMismatchError,), _stranger),
    ((messaging.ThirdPartyAuthError,), _platform_shut),
    ((exceptions.InvalidArgumentError,), _refused),
    ((exceptions.ResourceExhaustedError,), _busy),
    ((exceptions.UnauthenticatedError, exceptions.PermissionDeniedError, exceptions.NotFoundError), _misconfigured),
    ((GoogleAuthError, ForbiddenHost), _no_token),
    ((exceptions.FirebaseError,), _unanswered),
)
"""Who judges which error; the first that fits, so the special stand above the general."""


def _not_now(outcome: Outcome, shortest: timedelta = BUSY, retry_after: str | None = None) -> Outcome:
    return replace(outcome, verdict=Verdict.NOT_NOW, retry_after=pause(shortest, retry_after))


def _violated_fields(error: exceptions.FirebaseError) -> Iterator[str]:
    try:
        details = error.http_response.json()["error"]["details"]
        for detail in details:
            yield from (str(violation["field"]) for violation in detail.get("fieldViolations", ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return


def _never_connected(error: exceptions.FirebaseError) -> bool:
    """Refused and reset are both UnavailableError; what urllib3 says lies at the bottom."""
    if isinstance(error.cause, requests.ConnectTimeout):
        return True
    last = error.cause.args[0] if error.cause is not None and error.cause.args else None
    return isinstance(last, MaxRetryError) and isinstance(last.reason, NewConnectionError | ConnectTimeoutError)


def _code(error: Exception) -> str:
    return str(error.code) if isinstance(error, exceptions.FirebaseError) else type(error).__name__
