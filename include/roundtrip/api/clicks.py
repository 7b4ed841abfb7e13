"""Tracked links: the click is a fact, then the person is led on. Where to stands in a table, never in the link."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from roundtrip import secrets_store
from roundtrip.api.pages import Page, render
from roundtrip.channels.tracked_links import destination
from roundtrip.domain import click_link
from roundtrip.domain.policy import Policy
from roundtrip.feedback import Receiver, find_destination

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
FOUND = 302
log = logging.getLogger(__name__)


def router(receiver: Receiver, policy: Policy) -> APIRouter:
    """GET and HEAD /l/{token}. Whoever accepts JSON (the app, which a phone opens in place of a browser) gets {"link": …}."""
    routes = APIRouter()
    key = secrets_store.secret("signing_key")

    @routes.api_route("/l/{token}", methods=["GET", "HEAD"])
    def follow(token: str, request: Request) -> Response:
        click = click_link.read(token, key)
        found = find_destination(click) if click else None
        if click is None or found is None:
            return render(Page.UNKNOWN, language=policy.default_language, topic="")
        if found.message_id is not None and _is_meant(request):
            _record(receiver, click)
        return _led_on(destination(found.target, found.placeholders), request)

    return routes


def _is_meant(request: Request) -> bool:
    """A browser that looks ahead, or a scanner that asks for the head only, is nobody's click."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in purpose


def _record(receiver: Receiver, click: click_link.Click) -> None:
    try:
        receiver.click(click.message_id, click.link_id)
    except Exception:
        log.exception("a click on message %s was not recorded; the person is led on all the same", click.message_id)


def _led_on(target: str, request: Request) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"link": target}, headers=HEADERS)
    return RedirectResponse(target, FOUND, headers=HEADERS)
