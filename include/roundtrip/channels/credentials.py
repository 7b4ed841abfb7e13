"""Keys of the providers, from the environment. In sandbox mode they must be a sandbox's: a live key is not accepted."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from roundtrip import declared, settings
from roundtrip.channels.transport import ForbiddenHost, loopback_url, refuse_strangers

FCM_VARIABLE = "ROUNDTRIP_FCM_SERVICE_ACCOUNT"
SENDGRID_VARIABLE = "ROUNDTRIP_SENDGRID_API_KEY"
SENDGRID_CHECKS_VARIABLE = "ROUNDTRIP_SENDGRID_SANDBOX_MODE"
SANDBOX_KEY = "SG.sandbox"
"""What a sandbox's SendGrid key begins with."""


SANDBOX_LOGIN = "sandbox."
"""What a sandbox's password of a declared provider begins with."""


class CredentialsError(RuntimeError):
    """A key is missing or unreadable, or a live key was brought to the sandbox; the text says which and what to do."""


@dataclass(frozen=True)
class ProviderAccess:
    """How one provider is reached."""

    sandbox_url: str | None
    """Loopback base URL that stands in for the provider; None talks to the provider itself."""
    key: str = field(default="", repr=False)
    service_account: Mapping[str, Any] = field(default_factory=dict, repr=False)
    only_checks: bool = False
    """The provider itself is asked to check what it gets and to deliver nothing."""

    @property
    def is_sandbox(self) -> bool:
        return self.sandbox_url is not None


def fcm() -> ProviderAccess:
    """Access to FCM: a service account. A sandbox's is known by its token endpoint, which is this machine."""
    account = _service_account(_given(FCM_VARIABLE, "a service account's JSON, or the path of its file"))
    sandbox_url = _sandbox_url()
    if sandbox_url is not None:
        try:
            refuse_strangers(urlsplit(str(account.get("token_uri"))).hostname or "")
        except ForbiddenHost as error:
            raise CredentialsError(_LIVE_KEY.format(FCM_VARIABLE)) from error
    return ProviderAccess(sandbox_url, service_account=account)


def sendgrid() -> ProviderAccess:
    """Access to SendGrid: an API key. With ROUNDTRIP_SENDGRID_SANDBOX_MODE=1 it checks every mail and delivers none."""
    key, sandbox_url = _given(SENDGRID_VARIABLE, "an API key that may send mail"), _sandbox_url()
    if sandbox_url is not None and not key.startswith(SANDBOX_KEY):
        raise CredentialsError(_LIVE_KEY.format(SENDGRID_VARIABLE))
    return ProviderAccess(
        sandbox_url, key=key, only_checks=os.environ.get(SENDGRID_CHECKS_VARIABLE, "") not in ("", "0")
    )


@dataclass(frozen=True)
class Account:
    """How a declared provider is reached: what its connection holds."""

    sandbox_url: str | None
    """Loopback base URL that stands in for the provider; None talks to the provider itself."""
    login: str
    password: str = field(repr=False)

    @property
    def is_sandbox(self) -> bool:
        return self.sandbox_url is not None


def account(name: str) -> Account:
    """Access to a provider of include/providers: login and password, as JSON in ROUNDTRIP_PROVIDER_<NAME>."""
    variable, sandbox_url = declared.account_variable(name), _sandbox_url()
    try:
        given = json.loads(_given(variable, _ACCOUNT))
        login, password = str(given["login"]), str(given["password"])
    except (ValueError, TypeError, KeyError) as error:
        raise CredentialsError(f"{variable} is not readable; it must hold {_ACCOUNT}") from error
    if sandbox_url is not None and not password.startswith(SANDBOX_LOGIN):
        raise CredentialsError(_LIVE_KEY.format(variable))
    return Account(sandbox_url, login, password)


_ACCOUNT = '{"login": …, "password": …}'
_LIVE_KEY = "{} holds a live key and the providers are a sandbox: unset it, or set ROUNDTRIP_PROVIDERS=live"


def _given(variable: str, content: str) -> str:
    given = os.environ.get(variable)
    if not given:
        raise CredentialsError(f"{variable} is not set; it must hold {content}")
    return given


def _sandbox_url() -> str | None:
    installation = settings.load()
    return None if installation.providers is settings.Providers.LIVE else loopback_url(installation.sandbox_url)


def _service_account(given: str) -> dict[str, Any]:
    """From the JSON itself, as a connection of Airflow holds it, or from the file that does."""
    is_json = given.lstrip().startswith("{")
    place = FCM_VARIABLE if is_json else given  # an error names the place, never the key
    try:
        content = json.loads(given if is_json else Path(given).read_text())
    except (OSError, ValueError) as error:
        raise CredentialsError(f"{place}: no service account can be read there: {error}") from error
    if not isinstance(content, dict) or not content.get("project_id"):
        raise CredentialsError(f"{place}: holds no service account; `project_id` is missing")
    return content
