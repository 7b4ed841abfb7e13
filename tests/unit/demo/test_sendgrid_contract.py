"""Bodies SendGrid would queue and bodies it would not."""

from __future__ import annotations

from typing import Any

import pytest

from demo.sandbox.sendgrid_contract import violations


def body(**changed: Any) -> dict[str, Any]:
    good = {
        "from": {"email": "hello@example.com"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "Hello"}, {"type": "text/html", "value": "<p>Hello</p>"}],
        "personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"message_id": "1"}}],
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def to(address: str, **more: Any) -> list[dict[str, Any]]:
    return [{"to": [{"email": address}], **more}]


@pytest.mark.parametrize(
    "good",
    [
        body(),
        body(content=None, subject=None, template_id="d-1"),
        body(subject=None, personalizations=to("a@example.com", subject="Own")),
        body(headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}),
    ],
)
def test_queued(good: Any) -> None:
    assert violations(good) == []


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("no JSON", None),
        (body(**{"from": None}), "from"),
        (body(**{"from": {"email": "nobody"}}), "from.email"),
        (body(personalizations=[]), "personalizations"),
        (body(personalizations=[{}]), "personalizations.0.to"),
        (body(personalizations=to("nobody")), "personalizations.0.to.0.email"),
        (body(personalizations=to("a@example.com", bcc=[{"email": "A@example.com"}])), "personalizations.0"),
        (body(personalizations=to("a@example.com", custom_args={"n": 1})), "personalizations.0.custom_args"),
        (body(personalizations=to("a@example.com", custom_args={"n": "x" * 10_000})), "personalizations.0.custom_args"),
        (body(subject=None), "subject"),
        (body(content=None), "content"),
        (body(content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
        (body(content=[{"type": "text/html", "value": "b"}, {"type": "text/plain", "value": "a"}]), "content"),
        (body(categories=["a"] * 2), "categories"),
        (body(headers={"Subject": "mine"}), "headers"),
        (body(headers={"X-Mine": "a\r\nBcc: all@example.com"}), "headers"),
    ],
)
def test_refused(bad: Any, field: str | None) -> None:
    assert field in [violation[1] for violation in violations(bad)]
