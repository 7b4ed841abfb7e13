"""Unsubscribe links. Opening one asks, because mail scanners open links too; the button, or the mail reader's POST, does it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from roundtrip import secrets_store
from roundtrip.api.pages import Page, render
from roundtrip.domain import unsubscribe_link
from roundtrip.domain.policy import Policy
from roundtrip.feedback import Receiver, Subscription, find_subscription


def router(receiver: Receiver, policy: Policy) -> APIRouter:
    """GET and POST /unsubscribe/{token} (RFC 8058)."""
    routes = APIRouter(default_response_class=HTMLResponse)
    key = secrets_store.secret("signing_key")

    def subscription(token: str) -> Subscription | None:
        message_id = unsubscribe_link.message_id(token, key)
        return find_subscription(message_id) if message_id else None

    def page(which: Page, found: Subscription | None) -> HTMLResponse:
        topic = policy.topics.get(found.topic, found.topic) if found else ""
        return render(which, language=found.language if found else policy.default_language, topic=topic)

    @routes.get("/unsubscribe/{token}")
    def ask(token: str) -> HTMLResponse:
        found = subscription(token)
        return page(Page.ASK if found else Page.UNKNOWN, found)

    @routes.post("/unsubscribe/{token}")
    def unsubscribe(token: str) -> HTMLResponse:
        found = subscription(token)
        if found:
            receiver.unsubscribe(found.message_id)
        return page(Page.DONE if found else Page.UNKNOWN, found)

    return routes
