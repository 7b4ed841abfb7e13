"""Whose app is calling: the account a Firebase ID token was issued to.

The signature, its key, issuer, audience and times are checked on every call, by firebase-admin. Whether the account was
disabled meanwhile is not: that is a call to Google for every request, and a token lives for an hour (docs/adr/0032).
"""

from __future__ import annotations

import logging
import os
from itertools import count
from typing import Any, Self

import firebase_admin
from fastapi import HTTPException
from firebase_admin import auth
from firebase_admin.credentials import Base
from google.auth.credentials import AnonymousCredentials

from roundtrip import settings
from roundtrip.channels.transport import loopback_url
from roundtrip.settings import Providers, SettingsError

PROJECT_VARIABLE = "ROUNDTRIP_FIREBASE_PROJECT"
EMULATOR_VARIABLE = "FIREBASE_AUTH_EMULATOR_HOST"
CERTIFICATES = "/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
SKEW_SECONDS = 10
TIMEOUT_SECONDS = 5
LONGEST_TOKEN = 8_192  # characters; custom claims are bounded to a thousand
_names = count(1)
_log = logging.getLogger(__name__)


class Accounts:
    """Accounts of one Firebase project."""

    def __init__(self, project: str, certificates_url: str | None = None) -> None:
        """`certificates_url` takes the place of Google's, whose keys sign ID tokens."""
        options = {"projectId": project, "httpTimeout": TIMEOUT_SECONDS}
        self._client = auth.Client(firebase_admin.initialize_app(_Nobody(), options, name=f"accounts-{next(_names)}"))
        if certificates_url:  # the SDK has no option for it; the tests tell when this name changes
            self._client._token_verifier.id_token_verifier.cert_url = certificates_url

    @classmethod
    def configured(cls) -> Self | None:
        """None without a project. Raises SettingsError where the SDK would believe unsigned tokens of live people."""
        installation = settings.load()
        project, is_live = os.environ.get(PROJECT_VARIABLE), installation.providers is Providers.LIVE
        if os.environ.get(EMULATOR_VARIABLE) and is_live:
            raise SettingsError(
                f"{EMULATOR_VARIABLE} is set: with it every unsigned token is believed; unset it, or set ROUNDTRIP_PROVIDERS=sandbox"
            )
        if not project:
            return None
        sandbox = None if is_live or not installation.sandbox_url else loopback_url(installation.sandbox_url)
        return cls(project, sandbox + CERTIFICATES if sandbox else None)

    def of(self, authorization: str) -> str:
        """The user id of `Authorization: Bearer <ID token>`; raises HTTPException, whose words repeat nothing of the token."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
            raise _unauthorized("an ID token is needed: `Authorization: Bearer …`")
        try:
            claims: dict[str, Any] = self._client.verify_id_token(token.strip(), clock_skew_seconds=SKEW_SECONDS)
        except auth.ExpiredIdTokenError as error:
            raise _unauthorized("the token has expired; get a new one") from error
        except auth.CertificateFetchError as error:
            _log.warning("the keys of ID tokens cannot be had: %s", error)
            raise HTTPException(503, "tokens cannot be verified at the moment", {"Retry-After": "30"}) from error
        except (auth.InvalidIdTokenError, ValueError, TypeError, KeyError) as error:
            raise _unauthorized("the token does not hold") from error
        return str(claims["uid"])


class _Nobody(Base):  # type: ignore[misc]
    """Verifying needs no rights in the project."""

    def get_credential(self) -> AnonymousCredentials:
        return AnonymousCredentials()  # type: ignore[no-untyped-call]


def _unauthorized(why: str) -> HTTPException:
    return HTTPException(401, why, {"WWW-Authenticate": "Bearer"})
