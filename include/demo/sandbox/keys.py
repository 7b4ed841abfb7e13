"""The keys a sandbox makes for itself at start: nothing here opens a door anywhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

PROJECT_ID = "roundtrip-sandbox"
CLIENT_EMAIL = f"sender@{PROJECT_ID}.iam.gserviceaccount.com"
SERVICE_ACCOUNT_FILE = "fcm_service_account.json"
API_KEY_FILE = "sendgrid_api_key"
WEBHOOK_KEY_FILE = "sendgrid_webhook_public_key"
TWILIO_FILE = "twilio.json"


@dataclass(frozen=True)
class Keys:
    """What the sandbox holds; the callers' halves are written into its state folder."""

    service_account: rsa.RSAPrivateKey
    webhook: ec.EllipticCurvePrivateKey
    sendgrid_api_key: str
    twilio: tuple[str, str]
    """Account SID and auth token, which signs its callbacks, too."""

    @classmethod
    def generate(cls) -> Keys:
        return cls(
            service_account=rsa.generate_private_key(public_exponent=65537, key_size=2048),
            webhook=ec.generate_private_key(ec.SECP256R1()),
            sendgrid_api_key=f"SG.sandbox.{secrets.token_urlsafe(24)}",
            twilio=(f"AC{secrets.token_hex(16)}", f"sandbox.{secrets.token_urlsafe(24)}"),
        )

    def write(self, folder: Path, url: str) -> None:
        """Leaves a caller's credentials in `folder`, readable by its owner alone; `url` is where the sandbox listens."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / SERVICE_ACCOUNT_FILE, json.dumps(self._service_account_file(url), indent=2))
        _write(folder / API_KEY_FILE, self.sendgrid_api_key)
        _write(folder / WEBHOOK_KEY_FILE, self.webhook_public_key)
        login, password = self.twilio
        _write(folder / TWILIO_FILE, json.dumps({"login": login, "password": password}))

    @property
    def webhook_public_key(self) -> str:
        """As SendGrid's settings page shows it: base64 DER, without the PEM frame."""
        return base64.b64encode(
            self.webhook.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        ).decode()

    def sign(self, timestamp: str, body: bytes) -> str:
        """The value of X-Twilio-Email-Event-Webhook-Signature for these bytes."""
        return base64.b64encode(self.webhook.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()

    def sign_twilio(self, url: str, fields: Mapping[str, str]) -> str:
        """The value of X-Twilio-Signature for these fields posted to this address."""
        signed = url + "".join(name + fields[name] for name in sorted(fields))
        return base64.b64encode(hmac.digest(self.twilio[1].encode(), signed.encode(), hashlib.sha1)).decode()

    def _service_account_file(self, url: str) -> dict[str, str]:
        return {
            "type": "service_account",
            "project_id": PROJECT_ID,
            "private_key_id": "sandbox",
            "private_key": self.service_account.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode(),
            "client_email": CLIENT_EMAIL,
            "client_id": "0",
            "token_uri": f"{url}/token",
        }


def _write(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")
