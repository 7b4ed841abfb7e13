"""The stub as a child of the bench: its keys, its addresses, its CPU."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import IO, cast

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from demo.sandbox.keys import Keys


@dataclass(frozen=True)
class Providers:
    """A running stub."""

    urls: dict[str, str]
    """Base URL by what it answers: push_at_once, push_50_ms, email_at_once, email_50_ms, token."""
    process: psutil.Process

    def cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def stand_in(self, name: str) -> None:
        """Roundtrip talks to this one from now on."""
        os.environ["ROUNDTRIP_SANDBOX_URL"] = self.urls[name]


@contextmanager
def running(folder: Path) -> Iterator[Providers]:
    """The stub, believed by libcurl, requests and urllib alike; ROUNDTRIP_* hold its keys."""
    certificate = _certify(folder)
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.send.stub", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    told, kept_open = cast(IO[str], child.stdout), cast(IO[str], child.stdin)
    urls = json.loads(told.readline())
    Keys.generate().write(folder, urls["token"])
    os.environ |= {
        "SSL_CERT_FILE": str(certificate),
        "REQUESTS_CA_BUNDLE": str(certificate),
        "ROUNDTRIP_FCM_SERVICE_ACCOUNT": str(folder / "fcm_service_account.json"),
        "ROUNDTRIP_SENDGRID_API_KEY": (folder / "sendgrid_api_key").read_text(),
    }
    try:
        yield Providers(urls, psutil.Process(child.pid))
    finally:
        kept_open.close()
        child.wait(10)


def _certify(folder: Path) -> Path:
    """A certificate of 127.0.0.1 and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")]), datetime.now(UTC)
    home = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    number, until = x509.random_serial_number(), now + timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), number, now, until).add_extension(home, critical=False)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()))
    return certificate
