"""Talks to a running sandbox: plan faults, read what came, have events posted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from demo.sandbox import id_tokens
from demo.sandbox.keys import API_KEY_FILE, PROJECT_ID, SERVICE_ACCOUNT_FILE, TWILIO_FILE, WEBHOOK_KEY_FILE
from demo.sandbox.record import Call

PAGE = 1000
TIME_OUT_SECONDS = 120


class SandboxClient:
    """One sandbox, by its URL and the state folder with its credentials."""

    def __init__(self, url: str, state_folder: Path) -> None:
        self.url = url
        self.state_folder = state_folder
        self._http = httpx.Client(base_url=url, timeout=TIME_OUT_SECONDS, trust_env=False)

    @property
    def service_account(self) -> Path:
        """Service-account JSON; its token_uri is the sandbox."""
        return self.state_folder / SERVICE_ACCOUNT_FILE

    @property
    def sendgrid_api_key(self) -> str:
        return (self.state_folder / API_KEY_FILE).read_text(encoding="utf-8")

    @property
    def webhook_public_key(self) -> str:
        """As sendgrid.helpers.eventwebhook takes it."""
        return (self.state_folder / WEBHOOK_KEY_FILE).read_text(encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """The variables with which Roundtrip talks to this sandbox and trusts its webhooks."""
        return {
            "ROUNDTRIP_PROVIDERS": "sandbox",
            "ROUNDTRIP_SANDBOX_URL": self.url,
            "ROUNDTRIP_FCM_SERVICE_ACCOUNT": str(self.service_account),
            "ROUNDTRIP_FIREBASE_PROJECT": PROJECT_ID,
            "ROUNDTRIP_SENDGRID_API_KEY": self.sendgrid_api_key,
            "ROUNDTRIP_SENDGRID_WEBHOOK_KEY": self.webhook_public_key,
            "ROUNDTRIP_PROVIDER_TWILIO": (self.state_folder / TWILIO_FILE).read_text(encoding="utf-8"),
        }

    @cached_property
    def _signer(self) -> RSAPrivateKey:
        pem = json.loads(self.service_account.read_text(encoding="utf-8"))["private_key"]
        return cast(RSAPrivateKey, load_pem_private_key(pem.encode(), None))

    def id_token(self, user_id: str, **changes: Any) -> str:
        """As somebody who signed in to the app holds it; changes as in id_tokens.id_token."""
        return id_tokens.id_token(self._signer, PROJECT_ID, user_id, **changes)

    def plan_fault(self, provider: str, error: str, **details: Any) -> None:
        """The next call (or `calls=N`, or every call with `address=…`) fails; details as in faults.Fault."""
        self._post("/_control/faults", [{"provider": provider, "error": error, **details}])

    def clear_faults(self) -> None:
        """Faults stop; what came so far stays known."""
        self._http.delete("/_control/faults").raise_for_status()

    def received(self, after: int = 0, provider: str | None = None) -> Iterator[Call]:
        """Calls with a number greater than `after`, in order of arrival."""
        while True:
            asked = {"after": after, "limit": PAGE} | ({"provider": provider} if provider else {})
            calls: list[Call] = self._http.get("/_control/received", params=asked).raise_for_status().json()
            yield from calls
            if len(calls) < PAGE:
                return
            after = calls[-1]["seq"]

    def post_events(self, url: str, events: Sequence[dict[str, Any]], times: int = 1) -> list[int]:
        """Has the sandbox sign and post SendGrid events to `url`; HTTP status of every post."""
        statuses: list[int] = self._post("/_control/events", {"url": url, "events": list(events), "times": times})[
            "statuses"
        ]
        return statuses

    def reset(self) -> None:
        """Forgets faults and calls."""
        self._post("/_control/reset", None)

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, content: Any) -> Any:
        return self._http.post(path, json=content).raise_for_status().json()
