"""ID tokens as Firebase Authentication issues them, signed with a key of the sandbox's own, and the certificates to check them by."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

KEY_ID = "sandbox-1"
LIFETIME_SECONDS = 3600
PATH = "/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"


def id_token(key: RSAPrivateKey, project: str, user_id: str, **changes: Any) -> str:
    """What the app gets when `user_id` signs in; `changes` replace claims, and `kid` and `alg` what the header says."""
    now = int(time.time())
    key_id = changes.pop("kid", KEY_ID)
    algorithm = changes.pop("alg", "RS256")
    claims = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "auth_time": now,
        "user_id": user_id,
        "sub": user_id,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "firebase": {"identities": {}, "sign_in_provider": "custom"},
    }
    header = {"kid": key_id} if key_id else {}
    return jwt.encode({**claims, **changes}, None if algorithm == "none" else key, algorithm, header)


async def certificates(request: Request) -> Response:
    """GET /robot/v1/metadata/x509/securetoken@system.gserviceaccount.com: certificate by key id, to be kept for an hour."""
    pem = _certificate(request.app.state.world.keys.service_account)
    return JSONResponse({KEY_ID: pem}, headers={"Cache-Control": "public, max-age=3600"})


def _certificate(key: RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken.sandbox")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()
