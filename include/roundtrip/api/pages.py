"""The three pages an unsubscribe link can show, in the language of the message."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape


class Page(StrEnum):
    ASK = "ask"
    DONE = "done"
    UNKNOWN = "unknown"


TEXTS = {
    "en": {
        Page.ASK: ("Unsubscribe?", "You will no longer get messages about", "Unsubscribe"),
        Page.DONE: ("You are unsubscribed", "You will no longer get messages about", ""),
        Page.UNKNOWN: ("This link is not valid", "It may have been cut off. Please use the link in the mail itself.", ""),
    },
    "de": {
        Page.ASK: ("Abmelden?", "Du bekommst dann keine Nachrichten mehr zum Thema", "Abmelden"),
        Page.DONE: ("Du bist abgemeldet", "Du bekommst keine Nachrichten mehr zum Thema", ""),
        Page.UNKNOWN: ("Dieser Link ist ungültig", "Vielleicht ist er abgeschnitten. Nimm den Link aus der Mail selbst.", ""),
    },
}  # fmt: skip
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape())


def render(page: Page, *, language: str, topic: str) -> HTMLResponse:
    """A page that works without scripts, network or cookies."""
    spoken = language[:2] if language[:2] in TEXTS else "en"
    headline, text, button = TEXTS[spoken][page]
    html = _TEMPLATES.get_template("page.html").render(
        language=spoken, headline=headline, text=text, button=button, topic=topic
    )
    return HTMLResponse(html, status_code=404 if page is Page.UNKNOWN else 200, headers=HEADERS)
