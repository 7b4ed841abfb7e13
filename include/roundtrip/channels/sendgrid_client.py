"""One call to SendGrid's mail/send, and what its answer means for each person in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import OpenerDirector, Request
from uuid import UUID

from python_http_client import Client
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from roundtrip.channels.credentials import ProviderAccess
from roundtrip.channels.pause import MISCONFIGURED, pause
from roundtrip.channels.transport import ForbiddenHost, NeverConnected, opener
from roundtrip.domain.message import Outcome, Verdict

PROVIDER = "https://api.sendgrid.com"
TIMEOUT_SECONDS = 30
QUEUED, BAD_REQUEST, TIMED_OUT, TOO_LARGE, TOO_MANY, SERVER_ERROR = 202, 400, 408, 413, 429, 500


@dataclass(frozen=True)
class Letter:
    """One person's part of a request."""

    message_id: UUID
    personalization: Mapping[str, Any]


class SendGrid:
    """SendGrid's client with a time-out, no redirects and the loopback guard. One for each thread: it is not shared."""

    def __init__(self, access: ProviderAccess) -> None:
        self._api = SendGridAPIClient(access.key, host=access.sandbox_url or PROVIDER)
        self._api.client = _Client(
            host=self._api.host,
            request_headers={**self._api.client.request_headers},
            version=3,
            timeout=TIMEOUT_SECONDS,
            guarded=opener(is_sandbox=access.is_sandbox),
        )

    def send(self, content: Mapping[str, Any], letters: Sequence[Letter]) -> list[Outcome]:
        """One request; where it is refused as a whole because of some letters, halves of it, until those are found."""
        try:
            answer = self._api.send(
                {**content, "personalizations": [dict(letter.personalization) for letter in letters]}
            )
        except HTTPError as error:
            if error.status_code in (BAD_REQUEST, TOO_LARGE):
                return self._bisect(content, letters, error)
            return _all(letters, _answered(error))
        except Exception as error:
            return _all(letters, _broke(error))
        if answer.status_code != QUEUED:
            return _all(letters, _uncertain(str(answer.status_code), "an answer SendGrid does not document"))
        provider_id = answer.headers.get("X-Message-Id")
        return [Outcome(letter.message_id, Verdict.ACCEPTED, provider_message_id=provider_id) for letter in letters]

    def _bisect(self, content: Mapping[str, Any], letters: Sequence[Letter], error: HTTPError) -> list[Outcome]:
        code, fields = str(error.status_code), _refused_fields(error)
        if fields and not any(field.startswith("personalizations") for field in fields):
            return _all(letters, _rejected(code, fields, halt=True))
        if len(letters) == 1:
            return _all(letters, _rejected(code, fields, halt=False))
        middle = len(letters) // 2
        return [*self.send(content, letters[:middle]), *self.send(content, letters[middle:])]


class _Client(Client):  # type: ignore[misc]
    """python_http_client builds an opener of its own for every call; ours is guarded."""

    def __init__(self, *, guarded: OpenerDirector, **options: Any) -> None:
        super().__init__(**options)
        self.guarded = guarded

    def _build_client(self, name: str | None = None) -> _Client:
        return _Client(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            timeout=self.timeout,
            guarded=self.guarded,
        )

    def _make_request(self, _opener: OpenerDirector, request: Request, timeout: float | None = None) -> Any:
        return super()._make_request(self.guarded, request, timeout)


Meaning = Callable[[UUID], Outcome]


def _all(letters: Sequence[Letter], meaning: Meaning) -> list[Outcome]:
    return [meaning(letter.message_id) for letter in letters]


def _answered(error: HTTPError) -> Meaning:
    """400 and 413 are bisected before; every other 4xx is about us (a key, a limit, an address), not about the letters."""
    code = str(error.status_code)
    if error.status_code >= SERVER_ERROR or error.status_code < BAD_REQUEST or error.status_code == TIMED_OUT:
        return _uncertain(code, "SendGrid failed while it had the request")
    if error.status_code == TOO_MANY:
        return _not_now(code, "too many requests", retry_after=(error.headers or {}).get("Retry-After"))
    return _not_now(code, "SendGrid refuses us: look at the API key and the verified sender", is_ours=True)


def _broke(error: Exception) -> Meaning:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, NeverConnected):
        return _not_now("no_connection", f"not reached: {cause}")
    if isinstance(cause, ForbiddenHost):
        return _not_now("forbidden_host", str(cause), is_ours=True)
    return _uncertain("broken_off", f"{type(cause).__name__} after the request may have gone out")


def _not_now(code: str, error: str, *, retry_after: str | None = None, is_ours: bool = False) -> Meaning:
    wait = pause(MISCONFIGURED) if is_ours else pause(retry_after=retry_after)
    return lambda message_id: Outcome(message_id, Verdict.NOT_NOW, error_code=code, error=error, retry_after=wait)


def _uncertain(code: str, error: str) -> Meaning:
    return lambda message_id: Outcome(message_id, Verdict.UNCERTAIN, error_code=code, error=error)


def _rejected(code: str, fields: Sequence[str], *, halt: bool) -> Meaning:
    error = f"refused: {', '.join(fields) or 'no field named'}"
    reason = f"SendGrid refuses the content ({error})" if halt else None
    return lambda message_id: Outcome(message_id, Verdict.REJECTED, error_code=code, error=error, halt_campaign=reason)


def _refused_fields(error: HTTPError) -> list[str]:
    """The fields SendGrid names. Its messages are left out: they may quote an address."""
    try:
        faults = json.loads(error.body)["errors"]
        return sorted({str(fault["field"]) for fault in faults if fault.get("field")})
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
