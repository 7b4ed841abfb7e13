"""FCM HTTP v1: firebase-admin's credentials and error classes over our own wire, one POST a message (docs/adr/0030)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import requests
from firebase_admin import credentials as firebase_credentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from roundtrip.channels.credentials import ProviderAccess
from roundtrip.channels.pace import Pace
from roundtrip.channels.transport import ForbiddenHost, OneAttempt, OnlyHome
from roundtrip.channels.wire import Post, Reply, Wire

PROVIDER = "https://fcm.googleapis.com"
TIMEOUT_SECONDS = 15  # FCM asks for no less


class Fcm:
    """One Firebase project: its access token and its connections."""

    def __init__(self, access: ProviderAccess, pace: Pace) -> None:
        self._credential = firebase_credentials.Certificate(dict(access.service_account)).get_credential()
        self._path = f"/v1/projects/{access.service_account['project_id']}/messages:send"
        self._session = _sign_in_session(is_sandbox=access.is_sandbox)
        self._wire = Wire(PROVIDER, access.sandbox_url, TIMEOUT_SECONDS)
        self._pace = pace

    def sign_in(self) -> Exception | None:
        """Have a token that is good for a while; why there is none, if there is none."""
        try:
            if not self._credential.valid:
                self._credential.refresh(partial(Request(self._session), timeout=TIMEOUT_SECONDS))
        except (GoogleAuthError, ForbiddenHost) as error:
            return error
        return None

    def send(self, bodies: Sequence[bytes], patience_seconds: float) -> list[Reply | None]:
        """One POST each, in their order; None where it was not begun, because FCM wants a rest or patience ended."""
        headers = [
            f"Authorization: Bearer {self._credential.token}",
            "Content-Type: application/json; charset=UTF-8",
            "X-GOOG-API-FORMAT-VERSION: 2",  # errors in the shape the SDK reads
        ]
        posts = [Post(self._path, headers, body) for body in bodies]
        return self._wire.exchange(posts, self._pace, patience_seconds)

    def close(self) -> None:
        self._wire.close()
        self._session.close()


def _sign_in_session(*, is_sandbox: bool) -> requests.Session:
    """For access tokens, one an hour: what google-auth brings."""
    session = requests.Session()
    adapter = OnlyHome() if is_sandbox else OneAttempt()
    session.trust_env = not is_sandbox  # a proxy of the environment is a host like any other
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session
