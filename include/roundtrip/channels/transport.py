"""The guard under both SDKs: in sandbox mode nothing but a loopback address is ever connected to.

It sits where the connection is opened, below redirects, proxies and token refreshes, because that is the one place
no caller can go around. It also tells a connection that never came about (nothing can have been sent) from one that broke.
"""

from __future__ import annotations

import http.client
import ipaddress
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class ForbiddenHost(RuntimeError):
    """Somebody tried to leave the machine in sandbox mode; nothing was sent."""


class NeverConnected(OSError):
    """The connection was refused or not found: the provider has seen nothing."""


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


def opener(*, is_sandbox: bool) -> urllib.request.OpenerDirector:
    """For urllib: no redirects (the body would travel twice), the guard at connect, proxies in live mode only."""
    guard = refuse_strangers if is_sandbox else _welcome_anybody
    director = urllib.request.OpenerDirector()
    if not is_sandbox:
        director.add_handler(urllib.request.ProxyHandler())
    director.add_handler(_Http(guard))
    director.add_handler(_Https(guard))
    director.add_handler(urllib.request.HTTPErrorProcessor())
    director.add_handler(urllib.request.HTTPDefaultErrorHandler())
    return director


Guard = Callable[[str], None]


def _welcome_anybody(_host: str) -> None:
    return None


class _HttpConnection(http.client.HTTPConnection):
    def __init__(self, host: str, *, guard: Guard, **options: Any) -> None:
        super().__init__(host, **options)
        self._guard = guard

    def connect(self) -> None:
        _connect(self._guard, self.host, super().connect)


class _HttpsConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, guard: Guard, **options: Any) -> None:
        super().__init__(host, **options)
        self._guard = guard

    def connect(self) -> None:
        _connect(self._guard, self.host, super().connect)


def _connect(guard: Guard, host: str, connect: Callable[[], None]) -> None:
    guard(host)
    try:
        connect()
    except OSError as error:
        raise NeverConnected(*error.args) from error


class _Http(urllib.request.HTTPHandler):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(partial(_HttpConnection, guard=self._guard), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(partial(_HttpsConnection, guard=self._guard), request)
