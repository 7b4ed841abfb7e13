"""The sandbox as a process: its door, its webhooks, its end."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import jwt
import pytest
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.eventwebhook.eventwebhook_header import EventWebhookHeader

from demo.sandbox import SandboxProcess
from demo.sandbox.keys import Keys
from demo.sandbox.oauth import GRANT

Posted = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Posted]]:
    """A webhook receiver that keeps headers and raw bytes."""
    posted: Posted = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Keep)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/webhooks/sendgrid", posted
    server.shutdown()
    server.server_close()


def test_webhooks_verify_on_their_raw_bytes_only(sandbox: SandboxProcess, receiver: tuple[str, Posted]) -> None:
    url, posted = receiver
    events = [{"event": "open", "email": f"p{n}@example.com", "sg_event_id": str(n)} for n in range(501)]

    assert sandbox.post_events(url, events) == [204, 204]

    webhook = EventWebhook(sandbox.webhook_public_key)
    for headers, body in posted:
        signature = headers[EventWebhookHeader.SIGNATURE.title()]
        timestamp = headers[EventWebhookHeader.TIMESTAMP.title()]
        assert webhook.verify_signature(body.decode(), signature, timestamp)
        assert not webhook.verify_signature(json.dumps(json.loads(body)), signature, timestamp)
    assert [event for _, body in posted for event in json.loads(body)] == events


def test_a_repeated_body_is_the_same_body(sandbox: SandboxProcess, receiver: tuple[str, Posted]) -> None:
    url, posted = receiver

    sandbox.post_events(url, [{"event": "open"}], times=2)

    assert len({body for _, body in posted}) == 1
    assert len(posted) == 2


def test_webhooks_stay_on_this_machine(sandbox: SandboxProcess) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        sandbox.post_events("http://192.0.2.1/webhooks", [{"event": "open"}])


def test_calls_are_read_in_pieces(sandbox: SandboxProcess) -> None:
    for _ in range(3):
        httpx.post(f"{sandbox.url}/v3/mail/send", json={})

    first, second = list(sandbox.received())[:2]

    assert [call["seq"] for call in sandbox.received(after=second["seq"])] == [3]
    assert first["status"] == 401


def test_fcm_takes_nothing_without_a_token_it_issued(sandbox: SandboxProcess) -> None:
    url = f"{sandbox.url}/v1/projects/roundtrip-sandbox/messages:send"
    body = {"message": {"fid": "t"}}

    answers = [httpx.post(url, json=body, headers=headers) for headers in ({}, {"Authorization": "Bearer live"})]

    assert [(answer.status_code, answer.json()["error"]["status"]) for answer in answers] == [
        (401, "UNAUTHENTICATED")
    ] * 2
    assert not any(call["is_taken"] for call in sandbox.received())


def test_an_assertion_of_another_account_buys_no_token(sandbox: SandboxProcess) -> None:
    account = json.loads(sandbox.service_account.read_text())
    forged = Keys.generate().service_account
    assertion = jwt.encode({"iss": account["client_email"]}, forged, "RS256")

    answer = httpx.post(account["token_uri"], data={"grant_type": GRANT, "assertion": assertion})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_fault_nobody_knows_is_refused(sandbox: SandboxProcess) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        sandbox.plan_fault("fcm", "UNREGISTRED")


def test_credentials_are_for_their_owner_alone(sandbox: SandboxProcess) -> None:
    modes = {path.stat().st_mode & 0o777 for path in sandbox.state_folder.iterdir()}

    assert modes == {0o600}
    assert json.loads(sandbox.service_account.read_text())["token_uri"] == f"{sandbox.url}/token"


def test_it_goes_when_the_process_that_started_it_dies(tmp_path: Path) -> None:
    starter = (
        "import os, sys; from pathlib import Path; from demo.sandbox import SandboxProcess\n"
        "sandbox = SandboxProcess(Path(sys.argv[1])).wait()\n"
        "print(sandbox._child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    started = subprocess.run([sys.executable, "-c", starter, str(tmp_path)], stdout=subprocess.PIPE, check=False)
    child = int(started.stdout)

    _wait_for_end(child)


def _wait_for_end(process: int) -> None:
    """pidfd becomes readable when the process ends: no polling, no sleeping."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([descriptor], [], [], 10)
        assert ended, "the sandbox outlived the process that started it"
    finally:
        os.close(descriptor)
