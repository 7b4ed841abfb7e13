"""Whether a body comes from whom it says: checked on the raw bytes, since parsed and written again they differ."""

from __future__ import annotations

import binascii
import hmac
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sendgrid.helpers.eventwebhook import EventWebhook

from roundtrip import secrets_store

SENDGRID_VARIABLE = "ROUNDTRIP_SENDGRID_WEBHOOK_KEY"
OLDEST_SECONDS = (
    48 * 3600
)  # SendGrid repeats for a day; repeats are harmless, a replayed archive would only fill the disk
MOST_AHEAD_SECONDS = 600


@dataclass(frozen=True)
class SendGridSignature:
    """ECDSA over timestamp and body, with the public key of SendGrid's settings page."""

    key: ec.EllipticCurvePublicKey
    wall_clock: Callable[[], float] = time.time

    @classmethod
    def configured(cls) -> Self | None:
        given = os.environ.get(SENDGRID_VARIABLE)
        return cls(EventWebhook(given).public_key) if given else None

    def holds(self, body: bytes, signature: str, timestamp: str) -> bool:
        """The library's own check decodes the body as UTF-8 first, and a signature is about bytes."""
        try:
            age = self.wall_clock() - int(timestamp)
            self.key.verify(b64decode(signature, validate=True), timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, binascii.Error, ValueError, OverflowError):
            return False
        return -MOST_AHEAD_SECONDS <= age <= OLDEST_SECONDS


@dataclass(frozen=True)
class TwilioSignature:
    """HMAC-SHA-1 over the address and the fields in their order by name, with the account's auth token."""

    auth_token: str

    def holds(self, url: str, fields: Mapping[str, str], signature: str) -> bool:
        signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        expected = b64encode(hmac.digest(self.auth_token.encode(), signed.encode(), sha1))
        return hmac.compare_digest(expected, signature.encode())


@dataclass(frozen=True)
class AppSignature:
    """HMAC-SHA-256 of the body in hex, with the key the app's backend shares with us (secret `receipt_key`)."""

    key: bytes

    @classmethod
    def configured(cls) -> Self:
        return cls(secrets_store.secret("receipt_key"))

    def holds(self, body: bytes, signature: str) -> bool:
        expected = hmac.digest(self.key, body, sha256).hex()
        return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())
