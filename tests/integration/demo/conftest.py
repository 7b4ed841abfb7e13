"""The providers' own SDKs, pointed at the sandbox."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import firebase_admin
import pytest
import requests
from firebase_admin import credentials, messaging
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter
from sendgrid import SendGridAPIClient

from demo.sandbox import SandboxProcess

FCM_HOST = "https://fcm.googleapis.com"


class Redirect(HTTPAdapter):
    """Sends what is meant for FCM to the sandbox, once: no retries of urllib3."""

    def __init__(self, url: str) -> None:
        super().__init__(max_retries=0)
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = str(request.url).replace(FCM_HOST, self._url)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def fcm_app(sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[firebase_admin.App]:
    """A firebase app whose messages go to the sandbox; one POST a message, two seconds for an answer."""
    # google-auth also asks iamcredentials.googleapis.com, from a thread, where the account may be used: no test calls out.
    monkeypatch.setattr(Credentials, "_is_regional_access_boundary_lookup_required", lambda _: False)
    credential = credentials.Certificate(json.loads(sandbox.service_account.read_text()))
    app = firebase_admin.initialize_app(credential, {"httpTimeout": 2}, name=str(uuid.uuid4()))
    messaging._get_messaging_service(app)._client.session.mount(FCM_HOST, Redirect(sandbox.url))
    yield app
    firebase_admin.delete_app(app)


@pytest.fixture
def sendgrid_client(sandbox: SandboxProcess) -> SendGridAPIClient:
    client = SendGridAPIClient(sandbox.sendgrid_api_key, host=sandbox.url)
    client.client.timeout = 2
    return client
