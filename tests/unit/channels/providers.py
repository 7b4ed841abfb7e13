"""Providers of a few lines that break on purpose, in HTTP/1.1 and in HTTP/2 over TLS, and keep every body they read whole."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, StreamEnded

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-name: first\r\n\r\n{}"
ANSWERS = {
    "answer": OK,
    "answer_and_leave": OK,
    "redirect": b"HTTP/1.1 307 Over there\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n",
    "busy": b"HTTP/1.1 429 Busy\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n",
    "half": b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
    "leave": b"",
}
"""By act; `reset` and `hang` answer nothing."""


class Provider:
    """Acts by the number of the request it reads, over all its connections; the last act goes on."""

    def __init__(self, acts: list[str], certificate: tuple[Path, Path] | None = None) -> None:
        self.acts, self.bodies = acts, list[bytes]()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._tls = _tls(*certificate) if certificate else None
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                serve = self._in_two if self._tls else self._in_one
                threading.Thread(target=self._quietly, args=(serve, connection), daemon=True).start()

    def _quietly(self, serve, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            serve(connection)

    def _act(self, body: bytes) -> str:
        self.bodies.append(body)
        return self.acts[min(len(self.bodies), len(self.acts)) - 1]

    def _in_one(self, connection: socket.socket) -> None:
        reading = connection.makefile("rb")
        while head := _head(reading):
            length = next(int(line.split(b":")[1]) for line in head if line.lower().startswith(b"content-length"))
            act = self._act(reading.read(length))
            if act == "reset":
                reading.close()
                _reset(connection)
                return
            if act == "hang":
                threading.Event().wait(30)  # the caller gives up long before
                return
            connection.sendall(ANSWERS[act])
            if act in ("leave", "half", "answer_and_leave"):
                return

    def _in_two(self, connection: socket.socket) -> None:
        secured = self._tls.wrap_socket(connection, server_side=True)
        http = H2Connection(H2Configuration(client_side=False))
        http.initiate_connection()
        secured.sendall(http.data_to_send())
        bodies: dict[int, bytes] = {}
        while data := secured.recv(65536):
            for event in http.receive_data(data):
                if isinstance(event, DataReceived):
                    bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                elif isinstance(event, StreamEnded) and not self._end(http, event.stream_id, bodies, secured):
                    return
            secured.sendall(http.data_to_send())

    def _end(self, http: H2Connection, stream: int, bodies: dict[int, bytes], secured: socket.socket) -> bool:
        """False where the connection is over."""
        act = self._act(bodies.pop(stream))
        if act == "refuse":
            http.reset_stream(stream, ErrorCodes.REFUSED_STREAM)
        elif act == "goaway":
            http.close_connection(last_stream_id=0)
            secured.sendall(http.data_to_send())
            return False
        elif act == "reset":
            _reset(secured)
            return False
        else:
            http.send_headers(stream, [(":status", "200")])
            http.send_data(stream, b"{}", end_stream=True)
        return True


def _head(reading: BinaryIO) -> list[bytes]:
    """The lines before the empty one; none where the caller has gone."""
    lines = []
    while (line := reading.readline()) != b"\r\n":
        if not line:
            return []
        lines.append(line)
    return lines


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextlib.contextmanager
def provider(acts: list[str], certificate: tuple[Path, Path] | None = None) -> Iterator[Provider]:
    running = Provider(acts, certificate)
    try:
        yield running
    finally:
        running.close()


def _tls(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    return context


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """Of 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider")]), datetime.now(UTC)
    home = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    signed = made.add_extension(home, critical=False).sign(key, hashes.SHA256())
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paths
