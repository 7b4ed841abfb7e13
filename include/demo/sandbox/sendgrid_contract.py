"""What SendGrid requires of a body of POST /v3/mail/send, with its own sentences where they are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

MOST_PERSONALIZATIONS = 1000
BODY_LIMIT = 30 * 1024 * 1024
CUSTOM_ARGS_LIMIT = 10_000
MOST_CATEGORIES = 10
RESERVED_HEADERS = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
    "to", "from", "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Violation = tuple[str, str | None]
"""(message, field), as in SendGrid's `errors`."""


def violations(body: Any, batches: Collection[str] = ()) -> list[Violation]:
    """Everything SendGrid would refuse in this body; empty when it would queue it. `batches`: ids it gave out."""
    if not isinstance(body, dict):
        return [("Bad Request", None)]
    return [
        *_sender(body),
        *_personalizations(body),
        *_content(body),
        *_categories(body),
        *_headers(body.get("headers"), "headers"),
        *_batch(body, batches),
        *_unsubscribe_group(body.get("asm")),
    ]


def recipients(personalization: Any) -> list[str]:
    """Every address of to, cc and bcc, as written."""
    return [
        str(entry.get("email"))
        for kind in ("to", "cc", "bcc")
        for entry in personalization.get(kind) or []
        if isinstance(entry, dict)
    ]


def _sender(body: dict[str, Any]) -> Iterator[Violation]:
    sender = body.get("from")
    if not isinstance(sender, dict) or "email" not in sender:
        yield (
            "The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.",
            "from",
        )
    elif not _is_address(sender["email"]):
        yield "The from email does not contain a valid address.", "from.email"


def _personalizations(body: dict[str, Any]) -> Iterator[Violation]:
    given = body.get("personalizations")
    if not isinstance(given, list) or not given:
        yield "The personalizations field is required and must have at least one personalization.", "personalizations"
        return
    if len(given) > MOST_PERSONALIZATIONS:
        yield f"There can be no more than {MOST_PERSONALIZATIONS} personalizations.", "personalizations"
        return
    for position, personalization in enumerate(given):
        yield from _personalization(body, personalization, f"personalizations.{position}")


def _personalization(body: dict[str, Any], given: Any, field: str) -> Iterator[Violation]:
    if not isinstance(given, dict) or not given.get("to"):
        yield (
            "The to array is required for all personalization objects, and must have at least one email object with a valid email address.",
            f"{field}.to",
        )
        return
    addresses = recipients(given)
    for position, address in enumerate(addresses):
        if not _is_address(address):
            yield "Does not contain a valid address.", f"{field}.to.{position}.email"
    if len({address.lower() for address in addresses}) != len(addresses):
        yield "Each email address in the personalization block should be unique between to, cc, and bcc.", field
    if not (given.get("subject") or body.get("subject") or body.get("template_id")):
        yield (
            "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.",
            "subject",
        )
    yield from _custom_args({**(body.get("custom_args") or {}), **(given.get("custom_args") or {})}, field)
    yield from _headers(given.get("headers"), f"{field}.headers")


def _content(body: dict[str, Any]) -> Iterator[Violation]:
    content = body.get("content")
    if body.get("template_id"):
        return
    if not isinstance(content, list) or not content:
        yield "Unless a valid template_id is provided, the content parameter is required.", "content"
        return
    for position, part in enumerate(content):
        if not isinstance(part, dict) or not part.get("type"):
            yield "The content type is required.", f"content.{position}.type"
        elif not part.get("value"):
            yield "The content value must be a string at least one character in length.", f"content.{position}.value"
    types = [part.get("type") for part in content if isinstance(part, dict)]
    if "text/plain" in types[1:]:
        yield "If present, text/plain and text/html may only be provided once, text/plain first.", "content"


def _categories(body: dict[str, Any]) -> Iterator[Violation]:
    categories = body.get("categories") or []
    if len(categories) > MOST_CATEGORIES or len(set(categories)) != len(categories):
        yield f"There can be at most {MOST_CATEGORIES} categories, each once.", "categories"


def _batch(body: dict[str, Any], batches: Collection[str]) -> Iterator[Violation]:
    if "batch_id" in body and body["batch_id"] not in batches:
        yield "The batch_id is not valid.", "batch_id"


def _unsubscribe_group(asm: Any) -> Iterator[Violation]:
    if asm is not None and (not isinstance(asm, dict) or type(asm.get("group_id")) is not int):
        yield "The asm group_id is required and must be an integer.", "asm.group_id"


def _custom_args(given: dict[str, Any], field: str) -> Iterator[Violation]:
    if not all(isinstance(value, str) for value in given.values()):
        yield "The custom_args values must be strings.", f"{field}.custom_args"
    elif sum(len(f'"{name}":"{value}",'.encode()) for name, value in given.items()) > CUSTOM_ARGS_LIMIT:
        yield f"The custom_args may take {CUSTOM_ARGS_LIMIT} bytes.", f"{field}.custom_args"


def _headers(given: Any, field: str) -> Iterator[Violation]:
    for name, value in (given or {}).items():
        if name.lower() in RESERVED_HEADERS:
            yield f"The header {name} is reserved and cannot be set.", field
        elif not isinstance(value, str) or "\r" in value or "\n" in value:
            yield f"The header {name} must be a string on one line.", field


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None
