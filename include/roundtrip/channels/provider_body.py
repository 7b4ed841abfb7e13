"""A request to a declared provider: every text in its body is a template, and a value is only ever a text in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from roundtrip.channels.rendering import faults, render
from roundtrip.domain.provider import Form, Provider

OF_A_TEXT = ("to", "text", "sender", "message_id", "campaign_id", "step_id", "language", "callback_url")
"""What a body may refer to."""


def url(provider: Provider, login: str) -> str:
    """Where messages are posted; the login cannot leave its place in the path."""
    return render(provider.url, {"login": quote(login, safe="")})


def content_type(provider: Provider) -> str:
    return "application/x-www-form-urlencoded" if isinstance(provider.body, Form) else "application/json"


def body(provider: Provider, context: Mapping[str, str]) -> bytes:
    """The body of one message; raises CannotRender. What is empty is left out of a form, as nobody asked for it."""
    if isinstance(provider.body, Form):
        fields = {name: _filled(text, context) for name, text in provider.body.form.items()}
        return urlencode({name: text for name, text in fields.items() if text}).encode()
    return orjson.dumps(_filled(provider.body.json_, context))


def body_faults(provider: Provider) -> list[str]:
    """What is wrong with the body's templates, before anybody is written to."""
    content = provider.body.form if isinstance(provider.body, Form) else provider.body.json_
    return [f"body: {fault}" for text in _texts(content) for fault in faults(text)]


def _filled(content: Any, context: Mapping[str, str]) -> Any:
    if isinstance(content, str):
        return render(content, context)
    if isinstance(content, Mapping):
        return {name: _filled(part, context) for name, part in content.items()}
    return [_filled(part, context) for part in content] if isinstance(content, list) else content


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for part in content.values():
            yield from _texts(part)
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
