"""firebase-admin, held to one POST a message, and what its errors mean (docs/adr/0021).

Left alone the SDK repeats a POST once after a reset or time-out and four times after 500, 503 and 429: a message sent
up to five times. It also starts a thread for every message. tests/integration/channels/test_push.py counts the POSTs.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import firebase_admin
from firebase_admin import credentials as firebase_credentials
from firebase_admin import messaging
from google.auth.exceptions import GoogleAuthError
from requests.adapters import HTTPAdapter

from roundtrip.channels.credentials import ProviderAccess
from roundtrip.channels.fcm_errors import meaning
from roundtrip.channels.transport import ForbiddenHost, OneAttempt, ToSandbox
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict

PROVIDER = "https://fcm.googleapis.com"
CONNECTIONS = 16
TIMEOUT_SECONDS = 15  # FCM asks for no less; to connect and, again, to be answered
_names = count(1)


class Fcm:
    """One Firebase app and its session."""

    def __init__(self, access: ProviderAccess) -> None:
        self._app = firebase_admin.initialize_app(
            firebase_credentials.Certificate(dict(access.service_account)),
            {"projectId": access.service_account["project_id"], "httpTimeout": TIMEOUT_SECONDS},
            name=f"roundtrip-{next(_names)}",
        )
        # The SDK offers no other way to its sessions; the test that counts POSTs tells when these names change.
        self._session = messaging._get_messaging_service(self._app)._client.session
        self._sign_in_session = self._session._auth_request_session
        self._session.max_redirects = 0
        self._session._refresh_status_codes = ()  # it would refresh and POST again; tokens are renewed before they expire
        self._hold_to(access)

    def _hold_to(self, access: ProviderAccess) -> None:
        adapter = _adapter(access)
        self._session.mount(PROVIDER, adapter)
        for session in (self._session, self._sign_in_session) if access.is_sandbox else ():
            session.trust_env = False  # a proxy of the environment is a host like any other
            session.mount("https://", adapter)
            session.mount("http://", adapter)

    def sign_in(self) -> Callable[[ClaimedMessage], Outcome] | None:
        """Get a token before the pool starts, once for all its threads; what a failure means for each message, or None."""
        credential = self._app.credential.get_credential()
        if credential.valid:
            return None
        try:
            credential.refresh(self._session._auth_request)
        except (GoogleAuthError, ForbiddenHost) as error:
            return lambda message, error=error: meaning(error, message)  # type: ignore[misc]
        return None

    def send(self, message: ClaimedMessage, payload: messaging.Message) -> Outcome:
        """One POST; never raises."""
        try:
            name: Any = messaging.send(payload, app=self._app)
        except Exception as error:
            return meaning(error, message)
        return Outcome(message.message_id, Verdict.ACCEPTED, provider_message_id=str(name))

    def close(self) -> None:
        firebase_admin.delete_app(self._app)


def _adapter(access: ProviderAccess) -> HTTPAdapter:
    if access.sandbox_url is None:
        return OneAttempt(CONNECTIONS)
    return ToSandbox(PROVIDER, access.sandbox_url, CONNECTIONS)
