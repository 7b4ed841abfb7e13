"""Requests to SendGrid's mail/send, and what its answers mean for each person in them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from roundtrip import settings
from roundtrip.channels.credentials import ProviderAccess
from roundtrip.channels.pace import Pace
from roundtrip.channels.sendgrid_answers import Meaning, is_about_somebody, meaning, not_begun, refused_fields, rejected
from roundtrip.channels.wire import Answered, Post, Reply, Wire
from roundtrip.domain.message import Outcome

PROVIDER = "https://api.sendgrid.com"
TIMEOUT_SECONDS = 30
PER_MINUTE = 60_000  # requests, not mails; a tenth of what SendGrid allows
PATIENCE_SECONDS = 30
CREATED, BAD_REQUEST, TOO_LARGE = 201, 400, 413
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """One person's part of a request."""

    message_id: UUID
    personalization: Mapping[str, Any]


class SendGrid:
    """SendGrid's connections. For one thread at a time."""

    def __init__(self, access: ProviderAccess) -> None:
        self._headers = [f"Authorization: Bearer {access.key}", "Content-Type: application/json"]
        self._only_checks = access.only_checks
        self._pace = Pace(PER_MINUTE / settings.load().senders)
        self._wire = Wire(PROVIDER, access.sandbox_url, TIMEOUT_SECONDS)

    def send(self, content: Mapping[str, Any], letters: Sequence[Letter]) -> list[Outcome]:
        """One request; where it is refused as a whole because of some letters, halves of it, until those are found."""
        reply = self._post("/v3/mail/send", self._request(content, letters))
        if isinstance(reply, Answered) and reply.status in (BAD_REQUEST, TOO_LARGE):
            return self._bisect(content, letters, reply)
        told = meaning(reply, content.get("batch_id"), only_checks=self._only_checks)
        return [told(letter.message_id) for letter in letters]

    def _request(self, content: Mapping[str, Any], letters: Sequence[Letter]) -> dict[str, Any]:
        request = {**content, "personalizations": [letter.personalization for letter in letters]}
        return request | ({"mail_settings": {"sandbox_mode": {"enable": True}}} if self._only_checks else {})

    def _bisect(self, content: Mapping[str, Any], letters: Sequence[Letter], reply: Answered) -> list[Outcome]:
        fields = refused_fields(reply)
        if not is_about_somebody(fields):
            told = rejected(reply.status, fields, halts=True)
            return [told(letter.message_id) for letter in letters]
        if len(letters) == 1:
            return [rejected(reply.status, fields, halts=False)(letters[0].message_id)]
        middle = len(letters) // 2
        return [*self.send(content, letters[:middle]), *self.send(content, letters[middle:])]

    def new_batch(self) -> str | Meaning:
        """An id by which SendGrid can be told to let go of what it has queued, or why there is none."""
        reply = self._post("/v3/mail/batch", None)
        try:
            if isinstance(reply, Answered) and reply.status == CREATED:
                return str(orjson.loads(reply.body)["batch_id"])
        except (ValueError, TypeError, KeyError):
            log.warning("SendGrid made a batch and gave no id that can be read")
        return not_begun(reply)

    def cancel(self, batch_id: str) -> bool:
        """Whether SendGrid lets go of what it still has of a batch."""
        reply = self._post("/v3/user/scheduled_sends", {"batch_id": batch_id, "status": "cancel"})
        return isinstance(reply, Answered) and reply.status == CREATED

    def _post(self, path: str, content: Mapping[str, Any] | None) -> Reply | None:
        body = b"" if content is None else orjson.dumps(content)
        return self._wire.exchange([Post(path, self._headers, body)], self._pace, PATIENCE_SECONDS)[0]

    def close(self) -> None:
        self._wire.close()
