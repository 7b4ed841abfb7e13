"""In sandbox mode nothing but a loopback address is ever connected to.

Who opens a connection asks here: connections.py for messages, below names, proxies and redirects; OnlyHome for access tokens.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class ForbiddenHost(RuntimeError):
    """Somebody tried to leave the machine in sandbox mode; nothing was sent."""


def loopback_url(url: str | None) -> str:
    """The sandbox's base URL without a trailing slash; raises ForbiddenHost unless it is this machine for certain."""
    if not url:
        raise ForbiddenHost("the providers are a sandbox and ROUNDTRIP_SANDBOX_URL does not say where it listens")
    parts = urlsplit(url)
    refuse_strangers(parts.hostname or "")
    return url.rstrip("/")


def refuse_strangers(host: str) -> None:
    """A name could resolve to anything, so only numbers count (and `localhost`, which RFC 6761 keeps at home)."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if not is_loopback:
        raise ForbiddenHost(f"in sandbox mode only this machine is spoken to, not {host!r}")


class OneAttempt(HTTPAdapter):
    """For requests, which google-auth fetches access tokens with: no retry beside its own."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)


class OnlyHome(OneAttempt):
    """For requests in sandbox mode: every stranger is refused."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        refuse_strangers(urlsplit(request.url or "").hostname or "")
        return super().send(request, *args, **kwargs)
